-- 欄位名稱寫錯
-- title: 在職人數
SELECT 性 FROM 人員
