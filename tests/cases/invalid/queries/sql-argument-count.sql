-- 引數個數不對
-- title: 在職人數
SELECT YEARS_BETWEEN(到職日) AS 年 FROM 人員
