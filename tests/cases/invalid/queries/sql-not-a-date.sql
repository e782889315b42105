-- 不是日期
-- title: 在職人數
SELECT 姓名 FROM 人員 WHERE 到職日 >= '去年底'
