-- LIMIT 不是數字
-- title: 在職人數
SELECT 姓名 FROM 人員 LIMIT '十'
