-- 同一個資料截止日寫了兩次
-- title: 在職人數
-- snapshot: 2024-12-31, 2024-12-31
SELECT 性別, COUNT(*) AS 人數 FROM 人員 WHERE 在職 GROUP BY 性別
