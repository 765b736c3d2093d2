"""What `farakhan` says about itself, and of words that it does not understand: Persian, exit 2, no traceback."""

import os
import pty
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.lab import commit_all, repository
from tests.ready import TOOL
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption
from typer.main import get_command

from farakhan.cli import app, main
from farakhan.model.idea import Status

ENGLISH = re.compile(r"[A-Za-z]+")
PROGRAM = get_command(app)


def commands(group: object = PROGRAM, *path: str) -> Iterator[tuple[tuple[str, ...], TyperCommand]]:
    assert isinstance(group, TyperGroup)
    for name, command in group.commands.items():
        if isinstance(command, TyperCommand):
            yield (*path, name), command
        else:
            yield from commands(command, *path, name)


ALL = dict(commands())


def own_words() -> set[str]:
    """Latin words that are ours: names of commands and options, and what our own help has."""
    texts = ["farakhan", "keys", "--help", PROGRAM.help or ""]
    for path, command in ALL.items():
        texts += [*path, command.help or ""]
        for param in command.params:
            assert isinstance(param, TyperOption | TyperArgument)
            texts += [param.help or "", str(param.envvar), str(param.default)]
            texts += param.opts if isinstance(param, TyperOption) else ()
            texts += [str(one.value) for one in param.type_descriptor.choices or ()]
    return {word for text in texts for word in ENGLISH.findall(text)} - {"None"}


OWN = own_words()


def said(words: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> tuple[object, str]:
    monkeypatch.setattr(sys, "argv", ["farakhan", *words])
    code: object = 0
    try:
        main()
    except SystemExit as end:
        code = end.code
    printed = capsys.readouterr()
    return code, printed.out + printed.err


@pytest.mark.parametrize(
    ("words", "needed", "latin"),
    [
        ("", "کاربرد: farakhan فرمان", None),
        ("screen", "«کد» لازم است", "screen"),
        ("chek", "فرمان «chek» نیست. شاید check", "chek check schema"),
        ("serve --port x", "عددی بی اعشار", "serve port x"),
        ("serve --port 65536", "عدد بزرگ است، از ۰ تا ۶۵۵۳۵", "serve port"),
        ("serve --prt 1", "گزینهٔ --prt نیست. شاید --port؟", "serve prt port"),
        ("check --since", "گزینهٔ --since مقدار می‌خواهد", "check since"),
        ("commit --once=1", "گزینهٔ --once مقدار نمی‌گیرد", "commit once"),
        ("screen 1 2 3", "زیادی است: 3", "screen"),
        ("renew 1", "گزینهٔ --why لازم است", "renew why"),
        ("check --only x", "یکی از این‌ها را بنویسید: all، ideas", "check only x all ideas"),
        ("--", "کامل یا درست نوشته نشده", ""),
        ("keys", "کاربرد: farakhan keys فرمان", None),
        ("restore", "پروندهٔ پشتیبان یا --mirror", "restore mirror"),
        ("screen 1 x", "تصمیم یکی از این‌هاست", None),
    ],
)
def test_what_is_said_is_persian(
    words: str, needed: str, latin: str | None, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, text = said(words.split(), capsys, monkeypatch)
    assert (code, needed in text) == (2, True), text
    assert set(ENGLISH.findall(text)) <= (OWN if latin is None else {"farakhan", "help", *latin.split()})


@pytest.mark.parametrize("path", [(), ("keys",), *ALL], ids=" ".join)
def test_the_help_of_every_command_is_persian(
    path: tuple[str, ...], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, text = said([*path, "--help"], capsys, monkeypatch)
    assert code == 0
    assert text.startswith(f"کاربرد: farakhan {' '.join(path)}".rstrip())
    assert set(ENGLISH.findall(text)) <= OWN
    for param in ALL[path].params if path in ALL else ():
        assert isinstance(param, TyperOption | TyperArgument)
        assert param.help, param.name
        name = param.opts[0] if isinstance(param, TyperOption) else param.metavar or ""
        assert name, param.name
        assert name in text


def mistakes(command: TyperCommand) -> Iterator[tuple[list[str], str]]:
    """Words that a command cannot understand, and what of them must be named."""
    yield ["--nichts"], "--nichts"
    arguments = [param for param in command.params if isinstance(param, TyperArgument)]
    options = [param for param in command.params if isinstance(param, TyperOption)]
    if any(param.required for param in (*arguments, *options)):
        yield [], "لازم است"
    if all(param.nargs == 1 for param in arguments):
        needed = [word for param in options if param.required for word in (param.opts[0], "1")]
        yield ["1"] * len(arguments) + needed + ["زیادی"], "زیادی"
    for param in options:
        yield [f"{param.opts[0]}=1"] if param.is_flag else [param.opts[0]], param.opts[0]
        if param.type_descriptor.choices or param.type_descriptor.annotation is int:
            yield [param.opts[0], "نادرست"], "نادرست"


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_every_mistake_in_every_command_is_told_in_persian(
    path: tuple[str, ...], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for words, needed in mistakes(ALL[path]):
        code, text = said([*path, *words], capsys, monkeypatch)
        assert (code, needed in text.splitlines()[0]) == (2, True), (words, text)
        assert set(ENGLISH.findall(text)) <= OWN | {"nichts"}, (words, text)
        assert text.splitlines()[-1] == f"راهنما: farakhan {' '.join(path)} --help"


def test_what_a_person_typed_cannot_move_the_cursor(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for words in (["\x1b[2Jx"], ["show", "1", "\x1b[2J"], ["serve", "--port", "\x1b[2J"], ["show", "--\x1b[2J"]):
        _, text = said(words, capsys, monkeypatch)
        assert "\x1b" not in text
        assert "\\x1b" in text


def test_a_question_that_nobody_answers_ends_in_persian(tmp_path: Path) -> None:
    record = repository(tmp_path)
    code = record.idea(status=Status.RECEIVED).code
    commit_all(record.root)
    own, theirs = pty.openpty()
    os.write(own, b"\x04")  # what a terminal sends for the end of what is typed
    done = subprocess.run(
        [str(TOOL), "screen", code, "accept"],
        cwd=record.root,
        check=False,
        stdin=theirs,
        capture_output=True,
        text=True,
    )
    os.close(own)
    os.close(theirs)
    assert (done.returncode, done.stderr.splitlines()[-1]) == (1, "کنار گذاشته شد.")


def test_the_installed_command_says_the_same_on_stderr() -> None:
    done = subprocess.run([str(TOOL), "chek"], check=False, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "فرمان «chek» نیست. شاید check یا schema؟\nکاربرد: farakhan فرمان …\nراهنما: farakhan --help\n"
    )
