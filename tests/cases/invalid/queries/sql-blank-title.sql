-- 標題是空白的
-- title:
SELECT 性別, COUNT(*) AS 人數 FROM 人員 WHERE 在職 GROUP BY 性別
