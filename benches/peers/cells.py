"""What the peers of `hrstat run` write: the same cells, from the counts and sums of the finest groups.

Totals are sums of groups, which takes less time than to compute them from the persons.
"""

HEADERS = {
    "a": (["主管機關", "性別"], ["人數", "平均年齡"]),
    "c": (["主管機關", "性別"], ["人數", "簡任人數", "簡任比率"]),
    "d": (
        ["初任年"],
        ["人數", "一年內辭職", "兩年內辭職", "三年內辭職", "一年內辭職率", "兩年內辭職率", "三年內辭職率"],
    ),
}
# Over several days there is no total.
COLUMN_TOTAL = {"a": True, "c": False, "d": True}
OPEN = "觀察期未滿"
LIST = [
    "身分證統一編號", "姓名", "性別", "出生日期", "主管機關", "服務機關", "職稱", "官等", "職等", "職系", "初任公職日",
    "教育程度",
]
LIMIT = 290_000


def measures(letter, sums):
    """The measures of one cell from its sums."""
    if letter == "a":
        persons, ages = sums
        return [persons, ages / persons if persons else None]
    persons, *parts = sums
    if letter == "d":
        # Somebody is observed still: there is no number.
        parts, still = parts[:3], parts[3:]
        shown = [None if open else part for part, open in zip(parts, still)]
        rates = [part / persons if persons and part is not None else None for part in shown]
        mark = lambda values: [OPEN if open else value for value, open in zip(values, still)]
        return [persons, *mark(shown), *mark(rates)]
    return [persons, *parts, *(part / persons if persons else None for part in parts)]


def crosstab(letter, groups):
    """Rows of cells, the two headers first, from (row key, column key, sums)."""
    fields, names = HEADERS[letter]
    cells, width = {}, 0
    for row, column, sums in groups:
        width = len(sums)
        rows = (tuple(row), None)
        columns = (column, "合計") if COLUMN_TOTAL[letter] else (column,)
        for key in ((r, c) for r in rows for c in columns):
            held = cells.setdefault(key, [0] * width)
            for index, number in enumerate(sums):
                held[index] += number
    label = lambda value: "未填" if value is None else str(value)
    order = lambda key: (key is None, [label(part) for part in key] if key else [])
    rows = sorted({row for row, _ in cells}, key=order)
    columns = sorted({column for _, column in cells}, key=lambda column: (column == "合計", label(column)))
    yield [*fields, *(label(column) for column in columns for _ in names)]
    yield [*("" for _ in fields), *(name for _ in columns for name in names)]
    for row in rows:
        values = [measures(letter, cells.get((row, column), [0] * width)) for column in columns]
        head = [label(part) for part in row] if row else ["合計", *("" for _ in fields[1:])]
        yield [*head, *(value for cell in values for value in cell)]


def write_xlsxwriter(path, rows, dates=()):
    """One sheet; `dates` are the columns that hold days."""
    import xlsxwriter

    workbook = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = workbook.add_worksheet()
    day = workbook.add_format({"num_format": "yyyy-mm-dd"})
    for index, row in enumerate(rows):
        for column, value in enumerate(row):
            if value is None:
                continue
            if isinstance(value, str):
                sheet.write_string(index, column, value)
            elif index and column in dates:
                sheet.write_datetime(index, column, value, day)
            else:
                sheet.write_number(index, column, value)
    workbook.close()


def write_openpyxl(path, rows):
    """One sheet."""
    import openpyxl

    workbook = openpyxl.Workbook(write_only=True)
    sheet = workbook.create_sheet()
    for row in rows:
        sheet.append(row)
    workbook.save(path)
