-- 資料截止日不是日期
-- title: 在職人數
-- snapshot: 去年底
SELECT 性別, COUNT(*) AS 人數 FROM 人員 WHERE 在職 GROUP BY 性別
