-- 沒有列在 GROUP BY 的欄位
-- title: 在職人數
SELECT 性別, 官等, COUNT(*) AS 人數 FROM 人員 GROUP BY 性別
