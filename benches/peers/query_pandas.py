"""The peer of `hrstat run` in pandas and openpyxl: query_pandas.py LETTER SNAPSHOTS OUTPUT.xlsx.

It reads the same Parquet files and writes the same cells. It checks no digest, clears nothing, encrypts nothing.
"""

import sys
from itertools import chain

import pandas as pd
import pyarrow as pa
import pyarrow.parquet

from cells import LIMIT, LIST, crosstab, write_openpyxl

letter, snapshots, output = sys.argv[1:]
ID = "身分證統一編號"


def table(name, columns, year=2025):
    read = pa.parquet.read_table(f"{snapshots}/{year}-12-31/{name}.parquet", columns=columns)
    # pandas knows no views of strings.
    known = [pa.field(f.name, pa.large_string() if f.type == pa.string_view() else f.type) for f in read.schema]
    return read.cast(pa.schema(known)).to_pandas(date_as_object=False)


def serving(frame, year=2025):
    left = pd.to_datetime(frame["離職日"])
    return frame[left.isna() | (left > f"{year}-12-31")]


def groups(frame, keys, column, sums):
    known = lambda value: None if pd.isna(value) else value
    for key, row in zip((g := frame.groupby([*keys, column], dropna=False)[sums].sum()).index, g.values.tolist()):
        yield tuple(known(part) for part in key[:-1]), known(key[-1]), [int(number) for number in row]


if letter == "a":
    marks = table("考績", [ID, "年度", "等次"])
    marks = marks[(marks["等次"] == "甲") & marks["年度"].between(112, 114)]
    times = marks[ID].value_counts()
    people = serving(table("人員", [ID, "主管機關", "性別", "官等", "出生日期", "離職日"]))
    people = people[people[ID].isin(times[times >= 2].index)].copy()
    born = pd.to_datetime(people["出生日期"])
    people["age"] = 2025 - born.dt.year
    people["persons"] = 1
    write_openpyxl(output, crosstab("a", groups(people, ["主管機關", "性別"], "官等", ["persons", "age"])))
elif letter == "b":
    people = serving(table("人員", [*LIST, "離職日", "人員類別"]))
    people = people[people["人員類別"] == "公務人員"][LIST].head(LIMIT)
    rows = people.astype(object).where(people.notna(), None).itertuples(index=False)
    write_openpyxl(output, chain([LIST], rows))
elif letter == "c":
    years = []
    for year in range(2021, 2026):
        people = serving(table("人員", ["主管機關", "性別", "官等", "職等", "人員類別", "離職日"], year), year)
        people = people[(people["人員類別"] == "公務人員") & people["職等"].notna()].copy()
        people["資料截止日"] = f"{year}-12-31"
        years.append(people)
    people = pd.concat(years)
    people["persons"] = 1
    people["senior"] = (people["官等"] == "簡任").fillna(False).astype(int)
    write_openpyxl(output, crosstab("c", groups(people, ["主管機關", "性別"], "資料截止日", ["persons", "senior"])))
else:
    people = table("人員", [ID, "初任公職日", "考試類別"])
    people["初任公職日"] = pd.to_datetime(people["初任公職日"])
    people = people[people["初任公職日"].between("2021-01-01", "2025-12-31")].copy()
    moves = table("經歷", [ID, "異動原因", "離職日"])
    moves = moves[moves["異動原因"] == "辭職"]
    people["辭職日"] = pd.to_datetime(people[ID].map(moves.groupby(ID)["離職日"].min()))
    people["初任年"] = people["初任公職日"].dt.year - 1911
    people["persons"] = 1
    for years in (1, 2, 3):
        within = people["辭職日"] <= people["初任公職日"] + pd.DateOffset(years=years)
        people[f"within{years}"] = within.astype(int)
        still = people["初任公職日"] + pd.DateOffset(years=years) > "2025-12-31"
        people[f"open{years}"] = still.astype(int)
    sums = ["persons", "within1", "within2", "within3", "open1", "open2", "open3"]
    write_openpyxl(output, crosstab("d", groups(people, ["初任年"], "考試類別", sums)))
