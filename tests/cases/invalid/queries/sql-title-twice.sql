-- 標題寫了兩次
-- title: 在職人數
-- title: 在職人數
SELECT 性別, COUNT(*) AS 人數 FROM 人員 WHERE 在職 GROUP BY 性別
