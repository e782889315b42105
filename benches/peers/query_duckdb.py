"""The peer of `hrstat run` in duckdb and xlsxwriter: query_duckdb.py LETTER SNAPSHOTS OUTPUT.xlsx.

It reads the same Parquet files and writes the same cells. It checks no digest, clears nothing, encrypts nothing.
"""

import sys
from itertools import chain

import duckdb

from cells import LIMIT, LIST, crosstab, write_xlsxwriter

letter, snapshots, output = sys.argv[1:]
database = duckdb.connect()


def table(name, year=2025):
    return f"'{snapshots}/{year}-12-31/{name}.parquet'"


def groups(sql, keys):
    for row in database.execute(sql).fetchall():
        yield row[:keys], row[keys], row[keys + 1 :]


def serving(year=2025):
    return f"(離職日 IS NULL OR 離職日 > DATE '{year}-12-31')"


if letter == "a":
    sql = f"""SELECT 主管機關, 性別, 官等, count(*), sum(date_sub('year', 出生日期, DATE '2025-12-31'))::BIGINT
        FROM {table('人員')} WHERE {serving()} AND 身分證統一編號 IN
        (SELECT 身分證統一編號 FROM {table('考績')} WHERE 等次 = '甲' AND 年度 BETWEEN 112 AND 114
         GROUP BY 身分證統一編號 HAVING count(*) >= 2)
        GROUP BY ALL"""
    write_xlsxwriter(output, crosstab("a", groups(sql, 2)))
elif letter == "b":
    sql = f"""SELECT {', '.join(LIST)} FROM {table('人員')}
        WHERE {serving()} AND 人員類別 = '公務人員' LIMIT {LIMIT}"""
    found = database.execute(sql)
    parts = iter(lambda: found.fetchmany(10_000), [])
    dates = {LIST.index("出生日期"), LIST.index("初任公職日")}
    write_xlsxwriter(output, chain([LIST], chain.from_iterable(parts)), dates)
elif letter == "c":
    years = " UNION ALL ".join(
        f"SELECT 主管機關, 性別, '{year}-12-31' AS 資料截止日, 官等 FROM {table('人員', year)}"
        f" WHERE {serving(year)} AND 人員類別 = '公務人員' AND 職等 IS NOT NULL"
        for year in range(2021, 2026)
    )
    sql = f"""SELECT 主管機關, 性別, 資料截止日, count(*), count(*) FILTER (官等 = '簡任') FROM ({years}) GROUP BY ALL"""
    write_xlsxwriter(output, crosstab("c", groups(sql, 2)))
else:
    within = ", ".join(
        f"count(*) FILTER (辭職日 <= 初任公職日 + INTERVAL {years} YEAR)" for years in (1, 2, 3)
    )
    open = ", ".join(
        f"count(*) FILTER (初任公職日 + INTERVAL {years} YEAR > DATE '2025-12-31')" for years in (1, 2, 3)
    )
    sql = f"""SELECT year(初任公職日) - 1911, 考試類別, count(*), {within}, {open} FROM {table('人員')} LEFT JOIN
        (SELECT 身分證統一編號, min(離職日) AS 辭職日 FROM {table('經歷')} WHERE 異動原因 = '辭職' GROUP BY 1)
        USING (身分證統一編號)
        WHERE 初任公職日 BETWEEN DATE '2021-01-01' AND DATE '2025-12-31' GROUP BY 1, 2"""
    write_xlsxwriter(output, crosstab("d", groups(sql, 1)))
