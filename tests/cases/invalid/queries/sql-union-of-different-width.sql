-- UNION 的欄數不同
-- title: 在職人數
SELECT 姓名 FROM 人員 UNION ALL SELECT 職稱, 官等 FROM 人員
