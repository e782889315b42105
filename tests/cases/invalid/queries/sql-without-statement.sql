-- 沒有 SELECT
-- title: 在職人數

