"""The peer of `hrstat data import`: duckdb reads the same CSV files into Parquet, every column typed as the dictionary says.

Usage: import.py FIELDS.json EXPORT_FOLDER OUTPUT_FOLDER, where FIELDS.json is what `hrstat fields --format json` prints.
It checks nothing: no codes, no identity numbers, no orphans, no order.
"""

import json
import os
import sys

import duckdb

fields_file, export, output = sys.argv[1:]
with open(fields_file, encoding="utf-8") as file:
    entries = json.load(file)
types = {(entry["table"], entry["name"]): entry["type"] for entry in entries if entry["kind"] == "field"}


def typed(table, column):
    name = f'"{column}"'
    return {
        "integer": f"CAST({name} AS INTEGER) AS {name}",
        "decimal": f"CAST({name} AS DOUBLE) AS {name}",
        "bool": f"CASE {name} WHEN '是' THEN true WHEN '否' THEN false END AS {name}",
        # 民國 dates of seven digits.
        "date": f"make_date(CAST(substr({name}, 1, 3) AS INTEGER) + 1911, CAST(substr({name}, 4, 2) AS INTEGER),"
        f" CAST(substr({name}, 6, 2) AS INTEGER)) AS {name}",
    }.get(types[table, column], name)


database = duckdb.connect()
for file in sorted(os.listdir(export)):
    table = file.removesuffix(".csv")
    with open(os.path.join(export, file), encoding="utf-8-sig") as opened:
        columns = opened.readline().strip().split(",")
    texts = ", ".join(f"'{column}': 'VARCHAR'" for column in columns)
    selected = ", ".join(typed(table, column) for column in columns)
    path, target = (os.path.join(folder, name) for folder, name in [(export, file), (output, table + ".parquet")])
    rows = database.execute(
        f"COPY (SELECT {selected} FROM read_csv('{path}', header = true, delim = ',', quote = '\"', columns = {{{texts}}}))"
        f" TO '{target}' (FORMAT parquet)"
    ).fetchone()[0]
    print(table, rows)
