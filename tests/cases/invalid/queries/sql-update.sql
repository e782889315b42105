-- 不是 SELECT
-- title: 在職人數
UPDATE 人員 SET 性別 = '女'
