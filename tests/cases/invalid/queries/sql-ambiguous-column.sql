-- 兩個資料表都有的欄位
-- title: 在職人數
SELECT 職等 FROM 人員 AS p JOIN 經歷 AS e ON p.身分證統一編號 = e.身分證統一編號
