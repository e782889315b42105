-- 沒有這個資料表
-- title: 在職人數
SELECT 性別 FROM 員工
