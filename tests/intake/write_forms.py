"""Writes forms with the libraries that are installed: reads a list of pages, writes one file a form, says what it can."""

import json
import sys
from datetime import date
from pathlib import Path


def text_of(block):
    return block["text"]


def openpyxl_xlsx(form, path):
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for page in form["pages"]:
        sheet = book.create_sheet(page["name"])
        for block in page["blocks"]:
            cell = sheet.cell(block["row"] + 1, block["column"] + 1)
            cell.value = date.fromisoformat(block["text"]) if block["date"] else block["text"]
            if block["rows"] * block["columns"] > 1:
                sheet.merge_cells(
                    start_row=block["row"] + 1, start_column=block["column"] + 1,
                    end_row=block["row"] + block["rows"], end_column=block["column"] + block["columns"],
                )
    book.save(path)


def xlwt_xls(form, path):
    import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    dated = xlwt.easyxf(num_format_str="YYYY/MM/DD")
    for page in form["pages"]:
        sheet = book.add_sheet(page["name"], cell_overwrite_ok=True)
        for block in page["blocks"]:
            value = date.fromisoformat(block["text"]) if block["date"] else block["text"]
            style = dated if block["date"] else xlwt.Style.default_style
            last = block["row"] + block["rows"] - 1, block["column"] + block["columns"] - 1
            sheet.write_merge(block["row"], last[0], block["column"], last[1], value, style)
    book.save(path)


def python_docx(form, path):
    from docx import Document

    document = Document()
    for page in form["pages"]:
        if page["letter"]:
            for block in page["blocks"]:
                document.add_paragraph(block["text"])
            continue
        rows = max(block["row"] + block["rows"] for block in page["blocks"])
        columns = max(block["column"] + block["columns"] for block in page["blocks"])
        table = document.add_table(rows, columns)
        for block in page["blocks"]:
            cell = table.cell(block["row"], block["column"])
            last = table.cell(block["row"] + block["rows"] - 1, block["column"] + block["columns"] - 1)
            cell = cell.merge(last) if block["rows"] * block["columns"] > 1 else cell
            cell.text = block["text"]
        document.add_paragraph()
    document.save(path)


def odfpy_ods(form, path):
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import CoveredTableCell, Table, TableCell, TableRow
    from odf.text import P

    book = OpenDocumentSpreadsheet()
    for page in form["pages"]:
        book.spreadsheet.addElement(odf_table(page, Table, TableRow, TableCell, CoveredTableCell, P))
    book.save(path)


def odfpy_odt(form, path):
    from odf.opendocument import OpenDocumentText
    from odf.table import CoveredTableCell, Table, TableCell, TableRow
    from odf.text import P

    document = OpenDocumentText()
    for page in form["pages"]:
        if page["letter"]:
            for block in page["blocks"]:
                document.text.addElement(odf_paragraph(P, block["text"]))
        else:
            document.text.addElement(odf_table(page, Table, TableRow, TableCell, CoveredTableCell, P))
            document.text.addElement(P())
    document.save(path)


def odf_paragraph(P, text):
    from odf.teletype import addTextToElement

    paragraph = P()
    addTextToElement(paragraph, text)
    return paragraph


def odf_table(page, Table, TableRow, TableCell, CoveredTableCell, P):
    rows = max(block["row"] + block["rows"] for block in page["blocks"])
    columns = max(block["column"] + block["columns"] for block in page["blocks"])
    first, covered = {}, set()
    for block in page["blocks"]:
        first[block["row"], block["column"]] = block
        for row in range(block["row"], block["row"] + block["rows"]):
            covered |= {(row, column) for column in range(block["column"], block["column"] + block["columns"])}
    table = Table(name=page["name"])
    for row in range(rows):
        line = TableRow()
        for column in range(columns):
            block = first.get((row, column))
            if block:
                cell = TableCell(
                    numbercolumnsspanned=block["columns"], numberrowsspanned=block["rows"],
                    **({"valuetype": "date", "datevalue": block["text"]} if block["date"] else {"valuetype": "string"}),
                )
                for text in block["text"].split("\n"):
                    cell.addElement(odf_paragraph(P, text))
            elif (row, column) in covered:
                cell = CoveredTableCell()
            else:
                cell = TableCell()
            line.addElement(cell)
        table.addElement(line)
    return table


WRITERS = {
    "openpyxl": ("openpyxl", "xlsx", openpyxl_xlsx),
    "xlwt": ("xlwt", "xls", xlwt_xls),
    "python-docx": ("docx", "docx", python_docx),
    "odfpy-ods": ("odf", "ods", odfpy_ods),
    "odfpy-odt": ("odf", "odt", odfpy_odt),
}


def main():
    forms = json.load(open(sys.argv[1], encoding="utf-8"))
    folder = Path(sys.argv[2])
    for name, (module, extension, write) in WRITERS.items():
        try:
            __import__(module)
        except ImportError:
            print(f"missing {name}")
            continue
        for form in forms:
            write(form, str(folder / f"{form['number']}-{name}.{extension}"))
        print(f"wrote {name}")


main()
