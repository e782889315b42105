-- 全形的逗號
-- title: 在職人數
SELECT 性別，官等 FROM 人員
