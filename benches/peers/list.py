"""The peer of `hrstat run` with a large list: duckdb reads the same snapshot, xlsxwriter writes the same columns.

Usage: list.py PERSONS.parquet OUTPUT.xlsx ROWS COLUMN...
It encrypts nothing, has no cover and no definitions, and keeps its rows in a temporary file.
"""

import datetime
import sys

import duckdb
import xlsxwriter

persons, output, rows, *columns = sys.argv[1:]
names = ", ".join(f'"{column}"' for column in columns)
found = duckdb.execute(f"SELECT {names} FROM read_parquet('{persons}') WHERE 離職日 IS NULL LIMIT {rows}")

book = xlsxwriter.Workbook(output, {"constant_memory": True})
sheet = book.add_worksheet("名冊")
text = book.add_format({"bottom": 1, "align": "left"})
number = book.add_format({"bottom": 1, "num_format": "0"})
day = book.add_format({"bottom": 1, "num_format": "yyyy-mm-dd"})
for place, column in enumerate(columns):
    sheet.write_string(0, place, column)
row = 0
while batch := found.fetchmany(10_000):
    for values in batch:
        row += 1
        for place, value in enumerate(values):
            if value is None:
                sheet.write_blank(row, place, None, text)
            elif isinstance(value, str):
                sheet.write_string(row, place, value, text)
            elif isinstance(value, datetime.date):
                sheet.write_datetime(row, place, value, day)
            else:
                sheet.write_number(row, place, value, number)
book.close()
print(row)
