-- 不是 SELECT
-- title: 在職人數
PRAGMA query_only = OFF
