-- 沒有寫完
-- title: 在職人數
SELECT 性別 FROM
