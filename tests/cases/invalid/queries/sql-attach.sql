-- 不是 SELECT
-- title: 在職人數
ATTACH DATABASE 'x' AS y
