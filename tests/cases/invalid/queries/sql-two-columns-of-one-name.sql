-- 兩欄同名
-- title: 在職人數
SELECT 姓名, 職稱 AS 姓名 FROM 人員
