-- 代碼表裡沒有這個值
-- title: 在職人數
SELECT 姓名 FROM 人員 WHERE 官等 = '監任'
