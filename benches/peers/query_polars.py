"""The peer of `hrstat run` in polars and xlsxwriter: query_polars.py LETTER SNAPSHOTS OUTPUT.xlsx.

It reads the same Parquet files and writes the same cells. It checks no digest, clears nothing, encrypts nothing.
"""

import sys
from datetime import date
from itertools import chain

import polars as pl

from cells import LIMIT, LIST, crosstab, write_xlsxwriter

letter, snapshots, output = sys.argv[1:]
ID = "身分證統一編號"


def table(name, year=2025):
    return pl.scan_parquet(f"{snapshots}/{year}-12-31/{name}.parquet")


def serving(frame, day):
    return frame.filter(pl.col("離職日").is_null() | (pl.col("離職日") > day))


def groups(frame, keys, column, sums):
    for row in frame.group_by(*keys, column).agg(sums).collect().rows():
        yield row[: len(keys)], row[len(keys)], row[len(keys) + 1 :]


if letter == "a":
    day = date(2025, 12, 31)
    good = table("考績").filter((pl.col("等次") == "甲") & pl.col("年度").is_between(112, 114))
    good = good.group_by(ID).len().filter(pl.col("len") >= 2)
    born = pl.col("出生日期")
    before = (born.dt.month() > day.month) | ((born.dt.month() == day.month) & (born.dt.day() > day.day))
    age = (day.year - born.dt.year() - before.cast(pl.Int32)).sum()
    people = serving(table("人員"), day).join(good, on=ID, how="semi")
    rows = crosstab("a", groups(people, ["主管機關", "性別"], "官等", [pl.len(), age.alias("age")]))
    write_xlsxwriter(output, rows)
elif letter == "b":
    people = serving(table("人員"), date(2025, 12, 31)).filter(pl.col("人員類別") == "公務人員")
    frame = people.select(LIST).head(LIMIT).collect()
    dates = {LIST.index("出生日期"), LIST.index("初任公職日")}
    write_xlsxwriter(output, chain([LIST], frame.iter_rows(buffer_size=10_000)), dates)
elif letter == "c":
    years = []
    for year in range(2021, 2026):
        people = serving(table("人員", year), date(year, 12, 31)).filter(
            (pl.col("人員類別") == "公務人員") & pl.col("職等").is_not_null()
        )
        years.append(people.select("主管機關", "性別", "官等", pl.lit(f"{year}-12-31").alias("資料截止日")))
    senior = (pl.col("官等") == "簡任").sum().alias("senior")
    rows = crosstab("c", groups(pl.concat(years), ["主管機關", "性別"], "資料截止日", [pl.len(), senior]))
    write_xlsxwriter(output, rows)
else:
    start = pl.col("初任公職日")
    people = table("人員").filter(start.is_between(date(2021, 1, 1), date(2025, 12, 31)))
    left = table("經歷").filter(pl.col("異動原因") == "辭職").group_by(ID).agg(pl.col("離職日").min().alias("辭職日"))
    people = people.join(left, on=ID, how="left").with_columns(初任年=start.dt.year() - 1911)
    within = [
        (pl.col("辭職日") <= start.dt.offset_by(f"{years}y")).sum().alias(f"within{years}") for years in (1, 2, 3)
    ]
    still = [
        (start.dt.offset_by(f"{years}y") > date(2025, 12, 31)).sum().alias(f"open{years}") for years in (1, 2, 3)
    ]
    write_xlsxwriter(output, crosstab("d", groups(people, ["初任年"], "考試類別", [pl.len(), *within, *still])))
