-- 不是 SELECT
-- title: 在職人數
DELETE FROM 人員
