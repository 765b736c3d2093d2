#!/usr/bin/env bash
# Guess:    a date before 1900, such as a Jalali one that somebody put into datetime.date as it is, is refused by XlsxWriter, for
#           Excel has no such day; if it is written, openpyxl reads the same day back.
# Instead:  XlsxWriter writes it without a word, and openpyxl reads the day before: one counts its serial from 31 December 1899,
#           the other from the 30th. openpyxl reads its own file right, and from 1900 on the two agree.
# Seen:     XlsxWriter 3.3.1 and openpyxl 3.1.5, 2026-11-28.
# Means:    a Jalali day goes into a sheet as text: as a date it comes back a day early and still looks like one.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install -qq --root-user-action=ignore --disable-pip-version-check --target "$folder" XlsxWriter==3.3.1 openpyxl==3.1.5
PYTHONPATH=$folder python3 - <<'PYTHON'
from datetime import date
from io import BytesIO

import openpyxl
import xlsxwriter


def by_xlsxwriter(day: date) -> BytesIO:
    file = BytesIO()
    book = xlsxwriter.Workbook(file)
    book.add_worksheet().write_datetime("A1", day, book.add_format({"num_format": "yyyy/mm/dd"}))
    book.close()
    return file


def by_openpyxl(day: date) -> BytesIO:
    file = BytesIO()
    book = openpyxl.Workbook()
    book.active["A1"] = day
    book.save(file)
    return file


def read(file: BytesIO) -> str:
    return str(openpyxl.load_workbook(file).active["A1"].value.date())


seen = [(read(by_xlsxwriter(day)), read(by_openpyxl(day))) for day in (date(1406, 6, 2), date(2027, 8, 24))]
print(seen)
raise SystemExit(seen != [("1406-06-01", "1406-06-02"), ("2027-08-24", "2027-08-24")])
PYTHON
