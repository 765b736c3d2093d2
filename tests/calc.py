"""LibreOffice Calc as a judge sits before it: a sheet is opened, cells are typed into, and it is saved.

Debian's python3-uno belongs to Debian's own Python; this module runs itself there as a program.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

PYTHON = "/usr/bin/python3"
PATIENCE = 240.0
"""Seconds that opening, typing and saving may take."""
FILTERS = {".xlsx": ("Calc MS Excel 2007 XML", ""), ".csv": ("Text - txt - csv (StarCalc)", "44,34,76,1,,0,false,true")}
PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>{0}</value></prop>
</item>
<item oor:path="/org.openoffice.Office.Linguistic/General">
<prop oor:name="DefaultLocale" oor:op="fuse"><value>{0}</value></prop>
</item>
</oor:items>
"""
"""A user who works in a language: how numbers and dates are read as they are typed goes by it."""


class Typed(NamedTuple):
    """What is typed into a cell; `general` first makes it an ordinary cell, as pasting from elsewhere does."""

    cell: str
    text: str
    general: bool = False


def missing() -> str:
    """Why there is no Calc to be had; empty where there is one."""
    if not shutil.which("soffice"):
        return "there is no LibreOffice: apt install libreoffice-calc python3-uno"
    found = subprocess.run([PYTHON, "-c", "import uno"], capture_output=True, check=False).returncode == 0
    return "" if found else "there is no UNO for Python: apt install python3-uno"


def type_in(sheet: Path, locale: str, cells: Sequence[Typed], saved: Sequence[Path], scratch: Path) -> None:
    """Open a sheet as somebody of a locale, type into its first table, and save it.

    Args:
        sheet: the file that is opened.
        locale: as `fa-IR`.
        cells: in the order in which they are typed.
        saved: where it is saved, in the form that each name's end says.
        scratch: a folder for what LibreOffice keeps of a user.
    """
    user = scratch / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(PROFILE.format(locale), encoding="utf-8")
    job = {"open": str(sheet), "cells": cells, "saved": list(map(str, saved)), "scratch": str(scratch)}
    environment = {"PATH": os.environ["PATH"], "HOME": str(scratch), "LANG": "C.UTF-8"}
    run = subprocess.Popen(
        [PYTHON, __file__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=environment,
        start_new_session=True,
    )
    try:
        out, _ = run.communicate(json.dumps(job).encode(), timeout=PATIENCE)
    finally:
        if run.poll() is None:
            os.killpg(run.pid, signal.SIGKILL)
    assert run.returncode == 0, out.decode(errors="replace")


def _listening(local: Any, address: str, office: subprocess.Popen[bytes]) -> Any:  # noqa: ANN401 (UNO's)
    """LibreOffice's own context, once it listens."""
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    while office.poll() is None:
        try:
            return resolver.resolve(address)
        except Exception:  # noqa: BLE001 (UNO's own: nobody listens yet)
            time.sleep(0.2)
    raise SystemExit(office.returncode)


def main() -> None:
    """Do a job that is read from standard input."""
    import uno  # noqa: PLC0415 (Debian's Python has it, the tests' has not)
    from com.sun.star.beans import PropertyValue  # noqa: PLC0415 (likewise)

    def values(**named: object) -> tuple[Any, ...]:
        return tuple(PropertyValue(name, 0, value, 0) for name, value in named.items())

    job = json.load(sys.stdin)
    pipe = f"farakhan{os.getpid()}"
    office = subprocess.Popen(
        [
            "soffice",
            f"-env:UserInstallation={Path(job['scratch']).as_uri()}",
            "--headless",
            "--norestore",
            "--nologo",
            f"--accept=pipe,name={pipe};urp;",
        ]
    )
    context = _listening(uno.getComponentContext(), f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext", office)
    create = context.ServiceManager.createInstanceWithContext
    desktop = create("com.sun.star.frame.Desktop", context)
    dispatcher = create("com.sun.star.frame.DispatchHelper", context)
    document = desktop.loadComponentFromURL(Path(job["open"]).as_uri(), "_blank", 0, values(Hidden=False))
    frame = document.CurrentController.Frame
    table = document.Sheets.getByIndex(0)
    for cell, text, general in job["cells"]:
        if general:
            table.getCellRangeByName(cell).NumberFormat = 0
        dispatcher.executeDispatch(frame, ".uno:GoToCell", "", 0, values(ToPoint=cell))
        dispatcher.executeDispatch(frame, ".uno:EnterString", "", 0, values(StringName=text))
    for path in job["saved"]:
        name, options = FILTERS[Path(path).suffix]
        document.storeToURL(Path(path).as_uri(), values(FilterName=name, FilterOptions=options))
    document.close(True)  # noqa: FBT003 (UNO's)
    desktop.terminate()
    office.wait(timeout=60)


if __name__ == "__main__":
    main()
