-- 算出來的欄沒有名稱
-- title: 在職人數
SELECT 年齡 + 1 FROM 人員
