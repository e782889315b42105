-- LIKE 後面不是文字
-- title: 在職人數
SELECT 姓名 FROM 人員 WHERE 姓名 LIKE 職稱
