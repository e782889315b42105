-- 問現在的時間
-- title: 在職人數
SELECT 姓名 FROM 人員 WHERE 到職日 < CURRENT_DATE
