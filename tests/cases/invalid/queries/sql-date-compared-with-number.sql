-- 日期和數字比較
-- title: 在職人數
SELECT 姓名 FROM 人員 WHERE 到職日 >= 110
