-- title: 轉任其他主管機關者的前後職務
-- snapshot: latest
-- 問題：現職人員歷次轉任其他主管機關時，前後職務各是什麼？隔了多久？官等有沒有變？
-- 定義：同一人按到職日相鄰的兩段經歷，前後主管機關不同者；間隔日數＝前職離職日至後職到職日，當日接任為 0。
-- 陷阱：查詢檔一次只看一段經歷，比不了相鄰兩段，所以用 SELECT；結果含姓名，必屬個人資料，須加密釋出。
--       前職沒有離職日的，間隔空白；請勿當作 0 日。

WITH 相鄰 AS (
  SELECT
    身分證統一編號,
    主管機關,
    職稱,
    官等,
    到職日,
    LAG(主管機關) OVER (PARTITION BY 身分證統一編號 ORDER BY 到職日, 離職日) AS 前主管機關,
    LAG(職稱) OVER (PARTITION BY 身分證統一編號 ORDER BY 到職日, 離職日) AS 前職稱,
    LAG(官等) OVER (PARTITION BY 身分證統一編號 ORDER BY 到職日, 離職日) AS 前官等,
    LAG(離職日) OVER (PARTITION BY 身分證統一編號 ORDER BY 到職日, 離職日) AS 前職離職日
  FROM 經歷
)
SELECT
  p.姓名,
  r.前主管機關,
  r.前職稱,
  r.主管機關 AS 後主管機關,
  r.職稱 AS 後職稱,
  r.到職日 AS 轉任日,
  DAYS_BETWEEN(r.前職離職日, r.到職日) AS 間隔日數,
  r.前官等 <> r.官等 AS 官等不同
FROM 相鄰 AS r
JOIN 人員 AS p ON p.身分證統一編號 = r.身分證統一編號
WHERE p.在職 AND r.前主管機關 <> r.主管機關
ORDER BY p.姓名, r.到職日
