-- 用了參數
-- title: 在職人數
SELECT 姓名 FROM 人員 WHERE 年資 >= :年數
