-- WHERE 後面不是條件
-- title: 在職人數
SELECT 姓名 FROM 人員 WHERE 年齡
