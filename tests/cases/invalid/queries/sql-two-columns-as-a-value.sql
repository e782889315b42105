-- 當作一個值的子查詢有兩欄
-- title: 在職人數
SELECT 姓名 FROM 人員 WHERE 年齡 > (SELECT 職等, 年資 FROM 人員 LIMIT 1)
