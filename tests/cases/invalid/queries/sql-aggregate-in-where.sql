-- WHERE 裡用了彙總
-- title: 在職人數
SELECT 性別 FROM 人員 WHERE COUNT(*) > 1
