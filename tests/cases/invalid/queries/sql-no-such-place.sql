-- 沒有第三欄
-- title: 在職人數
SELECT 姓名, 職稱 FROM 人員 ORDER BY 3
