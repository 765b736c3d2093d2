"""Fields asked for on the terminal, one by one: what was typed is read at once, and asked for again if need be."""

from collections.abc import Iterable

import typer

from farakhan.message.field_by_field import tell
from farakhan.message.reading import Reading
from farakhan.model.answers import Answer
from farakhan.model.call import Call
from farakhan.model.idea import HEADINGS
from farakhan.model.questions import NO, YES, Kind, Question
from farakhan.persian.digits import to_ascii, to_persian

END = "."
"""A line that ends a text of many lines."""
_FEW = 12
"""Options up to which each has a number to be typed."""


def ask(call: Call, reading: Reading, questions: Iterable[Question]) -> Reading:
    """A reading with the answers to some questions; what nobody knows is passed over with an empty line."""
    for question in questions:
        reading = _answered(call, reading, question)
    return reading


def _answered(call: Call, reading: Reading, question: Question) -> Reading:
    optional = "" if question.asked.required else " (اختیاری)"
    typer.echo(f"\n{question.label}{optional}{f' — {question.hint}' if question.hint else ''}")
    while True:
        words = _text() if question.asked.kind is Kind.TEXT else _words(call, question)
        reread = tell(reading, call, question, words)
        answer = reread.answers().get(question.key, "")
        for doubt in reread.doubts:
            if doubt.key == question.key:
                typer.echo(f"؟ {doubt.message}")
        wrong = _bound(question, answer) if answer else ""
        if wrong:
            typer.echo(wrong)
        elif answer or not words:
            return reread


def _words(call: Call, question: Question) -> str:
    options = question.options(call) if question.asked.kind in (Kind.ONE, Kind.SEVERAL) else {}
    names = list(options.values())
    if question.asked.kind is Kind.CONSENT:
        return _consent(call, question)
    if question.asked.kind is Kind.LINES:
        typer.echo(f"هر کدام در یک سطر؛ پایانش سطری تنها با «{END}».")
        return lines()
    if len(names) <= _FEW:
        for number, name in enumerate(names, 1):
            typer.echo(to_persian(f"  {number}) {name}"))
    else:
        typer.echo(f"  {'، '.join(names)}")
    line = _line()
    if names and len(names) <= _FEW:
        chosen = [to_ascii(part).strip() for part in line.replace("،", " ").replace(",", " ").split()]
        if chosen and all(part.isdecimal() and 0 < int(part) <= len(names) for part in chosen):
            return "، ".join(names[int(part) - 1] for part in chosen)
    return line


def _consent(call: Call, question: Question) -> str:
    """Yes to the very text that is shown, or no."""
    consent = next(candidate for candidate in call.consents if question.key.endswith(f".{candidate.id}"))
    typer.echo(f"  {consent.text}")
    line = _line(f"{YES} / {NO}")
    return {YES: f"{YES} ({consent.version})", NO: ""}.get(line, line)


def _text() -> str:
    typer.echo(f"پایان هر بخش سطری تنها با «{END}»؛ بخشی که ندارید را با همان «{END}» بگذرانید.")
    parts = []
    for heading in HEADINGS:
        typer.echo(f"  {heading.label} — {heading.hint}")
        text = lines()
        if text:
            parts.append(f"## {heading.label}\n\n{text}")
    return "\n\n".join(parts)


def lines() -> str:
    """A text of several lines; a line with `END` alone ends it."""
    typed: list[str] = []
    while (line := _line()) != END:
        typed.append(line)
    return "\n".join(typed).strip()


def _line(prompt: str = "") -> str:
    return str(typer.prompt(prompt, default="", show_default=False, prompt_suffix="> ")).strip()


def _bound(question: Question, answer: Answer) -> str:
    """What is wrong with the size of an answer, or nothing."""
    numeric = question.asked.kind in (Kind.COUNT, Kind.MONEY)
    size = int(str(answer)) if numeric else len(answer)
    unit = "" if numeric or question.listed else " حرف"
    if question.least is not None and size < question.least:
        if not numeric:
            typer.echo(
                to_persian(f"«{question.label}» هنوز کوتاه است (کمتر از {question.least}{unit}) و ناتمام شمرده می‌شود.")
            )
            return ""
        return to_persian(f"«{question.label}» دست‌کم {question.least}{unit} است؛ این {size}{unit} است.")
    if question.most is not None and size > question.most:
        return to_persian(f"«{question.label}» دست‌بالا {question.most}{unit} است؛ این {size}{unit} است.")
    return ""
