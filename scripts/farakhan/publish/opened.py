"""Open data of a count as files of the site: for whoever wants to count again, without names, codes or judges."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from pydantic import ConfigDict, TypeAdapter

from farakhan.files import closing, opened, opened_book
from farakhan.model.judging import Closing, Results
from farakhan.model.opened import OpenData
from farakhan.problems import FarakhanError
from farakhan.record.edition import Edition
from farakhan.record.sheets import read_sheets
from farakhan.store import cache
from farakhan.tally import opened as open_count

FOLDER = "data"
SCRIPT = "recount.py"
WORDS = {
    opened_book.NAME: "کاربرگی که با فرمول‌های خودش می‌شمارد",
    opened.RESULTS_TABLE: "نتیجه‌ها، برای برنامه‌های جدول",
    opened.ROWS_TABLE: "همهٔ ردیف‌های امتیاز، برای برنامه‌های جدول",
    opened.CALL: "معیارها، وزن‌ها، قاعده و سهمیه‌ها",
    opened.IDEAS: "شماره و حوزهٔ ایده‌های داوری‌شده",
    opened.ROWS: "همهٔ ردیف‌های امتیاز",
    opened.RESULTS: "نتیجه‌ها",
    opened.SCHEMA: "شکل این پرونده‌ها، برای برنامه‌نویسان",
    SCRIPT: "شمارش دوباره، چند سطر پایتون",
}
"""What each file is, in the order in which they are shown."""
_BYTES = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")
_ANOTHER = "از دادهٔ باز همان نتیجهٔ results.json بیرون نمی‌آید؛ farakhan verify می‌گوید چه چیزی عوض شده است."
_FILES = TypeAdapter(dict[str, bytes], config=_BYTES)


def files_of(edition: Edition) -> dict[str, bytes]:
    """An edition's open data, file by file; empty where its sheets were never closed, so that ideas have no numbers.

    Raises:
        FarakhanError: `open-data`, the sheets are not as they were closed, or another count than that of results.json
            comes out of what would be published.
    """
    sheets = read_sheets(edition)
    results, closed = edition.results, edition.closing
    if closed is None or results is None:
        return {}
    wrong = [problem for problem in sheets.problems if not problem.warning]
    if wrong:
        raise FarakhanError("open-data", f"دادهٔ باز ساخته نشد: {wrong[0]}", edition.name)
    candidates = edition.candidates()
    unread = closed.numbers.keys() - {candidate.code for candidate in candidates}
    if unread:
        words = f"دادهٔ باز ساخته نشد، چون پروندهٔ {len(unread)} ایدهٔ داوری‌شده درست نیست؛ farakhan check می‌گوید چه چیزی."
        raise FarakhanError("open-data", words, edition.name)
    data = open_count.opened(edition.call, candidates, sheets.rounds)
    parts = (edition.call.model_dump_json().encode(), edition.results_sha256.encode(), closing.render(closed))

    def anew(_: list[int]) -> Iterator[tuple[bytes, dict[str, bytes]]]:
        yield key, _made(data, results, closed, edition.name)

    key = cache.key(*parts)
    [files] = cache.through(edition.root, f"open data of {edition.name}", [key], anew, _FILES)
    return files


def write(files: Mapping[str, bytes], site: Path) -> None:
    """Write open data into a built site."""
    for name, data in files.items():
        path = site / FOLDER / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)


def script() -> str:
    """The recount in a few lines of Python, as pages show it and the site has it."""
    return (Path(__file__).parent / "scripts" / SCRIPT).read_text(encoding="utf-8")


def _made(data: OpenData, results: Results, closed: Closing, name: str) -> dict[str, bytes]:
    placing = results.placing()
    files = opened.render(data, placing, closed.numbers.__getitem__)
    again = open_count.recount(data)
    if opened.render_results(data.call, again, int) != files[opened.RESULTS]:
        raise FarakhanError("open-data", _ANOTHER, name)
    return {**files, opened_book.NAME: opened_book.render(data, again, closed.at), SCRIPT: script().encode()}
