-- 別的資料表的欄位
-- title: 在職人數
SELECT 等次 FROM 人員
