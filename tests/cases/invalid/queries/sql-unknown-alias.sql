-- 沒有這個別名
-- title: 在職人數
SELECT q.性別 FROM 人員 AS p
