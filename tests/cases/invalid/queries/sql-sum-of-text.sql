-- 文字不能加總
-- title: 在職人數
SELECT 性別, SUM(姓名) AS 和 FROM 人員 GROUP BY 性別
