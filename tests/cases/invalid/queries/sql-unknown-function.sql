-- 沒有這個函數
-- title: 在職人數
SELECT LOAD_EXTENSION(姓名) FROM 人員
