-- JOIN 沒有條件
-- title: 在職人數
SELECT p.姓名 FROM 人員 AS p JOIN 經歷 AS e
