"""The same winners' texts as a site for each rival: a stock Material for MkDocs, and Hugo with four plain templates."""

from pathlib import Path

from bench.rivals import idea_files, split

MKDOCS = """\
site_name: bench
docs_dir: docs
site_dir: out
theme: {name: material, language: fa, font: false}
nav: [index.md]
validation: {nav: {omitted_files: ignore}}
"""
HUGO = """\
title = "bench"
languageCode = "fa"
disableKinds = ["taxonomy", "term", "RSS"]
"""
BASE = """\
<!doctype html>
<html lang="fa" dir="rtl">
<head><meta charset="utf-8"><title>{{ .Title }}</title></head>
<body><header><a href="/">{{ .Site.Title }}</a></header><main>{{ block "main" . }}{{ end }}</main></body>
</html>
"""
SINGLE = '{{ define "main" }}<h1>{{ .Title }}</h1>{{ .Content }}{{ end }}'
LIST = """\
{{ define "main" }}
<ul>{{ range .Pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul>
{{ end }}
"""


def mkdocs_project(record: Path, target: Path) -> None:
    """Write a Material for MkDocs project with a page for each idea of a record, none of them in the navigation."""
    _write(target / "mkdocs.yml", MKDOCS)
    _write(target / "docs" / "index.md", "# bench\n")
    _pages(record, target / "docs" / "ideas")


def hugo_project(record: Path, target: Path) -> None:
    """Write a Hugo project with a page for each idea of a record, and a list of them."""
    _write(target / "config.toml", HUGO)
    layouts = target / "layouts"
    _write(layouts / "_default" / "baseof.html", BASE)
    _write(layouts / "_default" / "single.html", SINGLE)
    _write(layouts / "_default" / "list.html", LIST)
    _write(layouts / "index.html", LIST)
    _pages(record, target / "content" / "ideas")


def _pages(record: Path, folder: Path) -> None:
    for path in idea_files(record):
        front, body = split(path)
        title = next(line for line in front.splitlines() if line.startswith("title: "))
        _write(folder / path.name, f"---\n{title}\n---\n{body}")


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
