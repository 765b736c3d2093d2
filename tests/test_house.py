"""The house keeps its own rules: docstrings, floors, locks, and what the tree may hold."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "scripts" / "farakhan"
MODULES = sorted(PACKAGE.rglob("*.py"))
SETS = {
    "run": ["build"],
    "dev": ["build", "dev"],
    "bench": ["build", "bench"],
    "fonts": ["fonts"],
    "lock": ["lock"],
}
"""The groups that each file of requirements/ locks; those with "build" lock the package's own needs too."""

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef

BINARY = {".woff2", ".webp", ".png", ".ico", ".zip"}
AS_IT_CAME = ("tests/golden/",)
"""Folders whose bytes are the test: wrong encodings and line breaks are wanted there."""

NOT_PERSIAN = re.compile("[\u064a\u0643\u0640]")
QUOTED = {
    "scripts/farakhan/persian/letters.py": "the map from Arabic letters to Persian ones",
    "scripts/farakhan/problems.py": "the rules' texts show the letter that is meant",
}
"""Files that must name an Arabic letter or the tatweel, and why."""

LEAKS = {
    "a developer's own folder": re.compile(r"(?<![\w.:/)}])/(?:home|root|work)/\w"),
    "a package registry": re.compile(r'index[-]url|"resolve[d]":|regis[t]ry\s*='),
    "an issue's number, which means nothing outside its tracker": re.compile(r"(?i)\bissue[s]? ?#\d"),
}


def _module_id(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def _public(body: list[ast.stmt], within: str = "") -> Iterator[tuple[str, Definition]]:
    """The definitions that others may use: not nested in a function, no part of the name private."""
    for node in body:
        if isinstance(node, Definition) and not node.name.startswith("_"):
            yield within + node.name, node
            if isinstance(node, ast.ClassDef):
                yield from _public(node.body, f"{within}{node.name}.")


def _tracked() -> dict[str, Path]:
    """The work tree's files that git holds or would add, by their path."""
    command = [
        "git",
        "-c",
        "safe.directory=*",
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout.decode().split("\0")
    return {name: ROOT / name for name in sorted(set(listed)) if (ROOT / name).is_file()}


@pytest.fixture(scope="module")
def texts() -> dict[str, bytes]:
    found = {name: path.read_bytes() for name, path in _tracked().items() if path.suffix not in BINARY}
    assert "pyproject.toml" in found
    return {name: data for name, data in found.items() if not name.startswith(AS_IT_CAME)}


@pytest.mark.parametrize("path", MODULES, ids=_module_id)
def test_module_and_public_names_say_what_they_are_for(path: Path) -> None:
    tree = ast.parse(path.read_text())
    assert ast.get_docstring(tree)
    assert [name for name, node in _public(tree.body) if not ast.get_docstring(node)] == []


def _decided_by_code(tree: ast.Module) -> Iterator[int]:
    """Lines on which a handler of an error compares its code with given words."""
    for handler in ast.walk(tree):
        if isinstance(handler, ast.ExceptHandler) and handler.name:
            for node in ast.walk(handler):
                if isinstance(node, ast.Compare) and ast.unparse(node.left) == f"{handler.name}.code":
                    yield from (node.lineno for other in node.comparators if not isinstance(other, ast.Attribute))


@pytest.mark.parametrize("path", MODULES, ids=_module_id)
def test_an_errors_code_decides_nothing(path: Path) -> None:
    """Codes are for people and scripts; what the program does about an error hangs on the error's type."""
    assert list(_decided_by_code(ast.parse(path.read_text(encoding="utf-8")))) == []


def test_floors_are_kept() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([lint, "--no-cache"], cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_texts_are_utf8_with_newlines(texts: dict[str, bytes]) -> None:
    wrong = []
    for name, data in texts.items():
        try:
            data.decode()
        except UnicodeDecodeError as error:
            wrong.append(f"{name}: {error}")
        if b"\r" in data or data.startswith(b"\xef\xbb\xbf"):
            wrong.append(f"{name}: a carriage return or a byte-order mark")
    assert wrong == []


def test_persian_is_persian(texts: dict[str, bytes]) -> None:
    ours = {name for name in texts if name.startswith(("scripts/", "site/"))}
    arabic = {name for name in ours if NOT_PERSIAN.search(texts[name].decode())}
    assert arabic == QUOTED.keys()


@pytest.mark.parametrize("what", LEAKS)
def test_tree_names_no(what: str, texts: dict[str, bytes]) -> None:
    leaks = []
    for name, data in texts.items():
        for number, line in enumerate(data.decode(errors="replace").splitlines(), 1):
            leaks += [f"{name}:{number}: {found[0]}" for found in [LEAKS[what].search(line)] if found]
    assert leaks == []


def _locked(name: str) -> dict[str, list[str]]:
    """The versions that a lock allows, by package; every one of them must come with hashes."""
    versions: dict[str, list[str]] = {}
    for entry in re.split(r"\n(?=\S)", (ROOT / "requirements" / f"{name}.txt").read_text().rstrip("\n")):
        first, *hashes = entry.split(" \\\n")
        assert hashes
        assert all(re.fullmatch(r" +--hash=sha256:[0-9a-f]{64}", one) for one in hashes)
        requirement = Requirement(first)
        versions.setdefault(requirement.name, []).append(str(requirement.specifier).removeprefix("=="))
    return versions


@pytest.mark.parametrize("name", SETS)
def test_lock_is_hashed_and_fits_pyproject(name: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    asked = [need for group in SETS[name] for need in project["dependency-groups"][group]]
    asked += project["project"]["dependencies"] if "build" in SETS[name] else []
    locked = _locked(name)
    for need in map(Requirement, asked):
        versions = locked[re.sub(r"[-_.]+", "-", need.name).lower()]
        assert all(version in need.specifier for version in versions), need


def test_sets_agree_where_they_overlap() -> None:
    dev, run, bench = (_locked(name) for name in ("dev", "run", "bench"))
    assert run.items() <= dev.items()
    assert all(dev[name] == versions for name, versions in bench.items() if name in dev)


def test_the_picture_of_the_floors_is_the_contract() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    floors = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    picture = page.split("## The floors\n\n```\n", 1)[1].split("```", 1)[0]
    lines = picture.splitlines()
    assert len(lines) == len(floors)
    for line, floor in zip(lines, floors, strict=True):
        assert re.match(rf"{re.escape(floor)} +\S", line), (line, floor)


def test_nothing_of_a_province_stands_in_the_program(texts: dict[str, bytes]) -> None:
    call = yaml.safe_load(texts["submissions/1406/call.yml"])
    ids = [one["id"] for key in ("fields", "counties", "partners") for one in call[key]]
    numbers = [call["secretariat"]["phone"], call["secretariat"]["eitaa"]]
    words = re.compile(rf"(?<![\w-])(?:{'|'.join([call['province'], call['slogan'], *ids, *numbers])})(?![\w-])")
    program = {name: data.decode() for name, data in texts.items() if name.startswith("scripts/farakhan/")}
    mentions = {name: sorted(set(words.findall(text))) for name, text in program.items()}
    assert {name: words for name, words in mentions.items() if words} == {}


def test_an_idea_is_shown_without_what_only_other_commands_need() -> None:
    """Imports are most of the time that `show` takes."""
    asked = [sys.executable, "-c", "import sys, farakhan.cli.ideas; print(*sys.modules)"]
    loaded = set(subprocess.run(asked, capture_output=True, text=True, check=True).stdout.split())
    others = {"farakhan.office.screening", "farakhan.store.git", "farakhan.store.spool.sqlite", "icu", "jinja2"}
    assert not loaded & (others | {"openpyxl", "PIL", "portalocker", "pyrage", "rich", "xlsxwriter"})
