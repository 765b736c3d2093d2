"""The form's controls: each field of the one list as something to fill in, in short steps, with a script or without.

The site's form page is made of them (`publish.form`), and so are the server's own pages.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from markupsafe import Markup

from farakhan.face.render import render
from farakhan.model.answers import ASKED, OF_IDEA
from farakhan.model.call import Consent
from farakhan.model.idea import BODY_LENGTH, HEADINGS, LABELS, WHOLE_PROVINCE, Heading, Idea, Media, MediaKind
from farakhan.model.questions import SECTION_LABELS, Kind, Question, Section, When
from farakhan.persian import digits

MOST_PHOTOS = 6
FEW = 6
"""Options that are shown all at once; more of them are a list to open."""

_PARTS = {Section.IDEA: HEADINGS[:2], Section.WORK: HEADINGS[2:]}
"""The headings of the body by the step in which they are asked."""
STEPS = {
    Section.IDEA: f"چند جملهٔ ساده بس است. متن ایده پنج تکه است، دو تا این‌جا و سه تا در گام بعد؛ همه روی هم دست‌کم "
    f"{digits.to_persian(BODY_LENGTH[0])} حرف باشد.",
    Section.WORK: "هر تکه را که نمی‌دانید خالی بگذارید و ادامه دهید.",
    Section.CHAIN: "هر محصول راهی دارد، از مواد اولیه تا فروش. اگر نمی‌دانید ایده کجای این راه است، بی پاسخ ادامه دهید.",
    Section.YOU: "نام، شماره و نشانی‌تان تنها نزد دبیرخانه می‌ماند؛ داوران آن را نمی‌بینند و در سایت نمی‌آید، مگر آنچه "
    "خودتان در گام بعد بپذیرید.",
    Section.CONSENTS: "با نشان زدن هر خانه آن را می‌پذیرید.",
}
"""The steps in their order, each with what is said before its questions."""
_NUMBERS = (Kind.COUNT, Kind.MONEY)
_PHONES = (Kind.MOBILE, Kind.PHONE)
_DO = {
    **dict.fromkeys(Kind, "را بنویسید"),
    Kind.ONE: "را انتخاب کنید",
    Kind.SEVERAL: "را انتخاب کنید",
    Kind.CONSENT: "را نشان بزنید تا بتوانید ادامه دهید",
}
"""What is to be done where an answer is missing, by the kind of question."""


class AnyCall(Protocol):
    """A call as far as a form asks it; its lists are asked for by the questions' options."""

    @property
    def consents(self) -> tuple[Consent, ...]:
        """All versions of the consents' texts, the newest of each last."""


class Control(NamedTuple):
    """One thing to fill in.

    `name` is what a form post calls it: the field's key; the parts of the body are `body.0` and on, in the order of
    `HEADINGS`. `way` is how it is asked: input, number, tel, area, radio, select, boxes, tick. `errors` has the
    sentence for each way in which an answer can be wrong, by the names that the script knows them by.
    """

    id: str
    key: str
    name: str
    way: str
    label: str
    hint: str
    optional: bool
    options: dict[str, str]
    least: int | None
    most: int | None
    errors: dict[str, str]
    section: Section
    order: int
    kind: Kind
    when: When | None = None
    given: tuple[str, ...] = ()
    """What it is filled with."""
    fault: str = ""
    """What is said to be wrong with that."""


class Step(NamedTuple):
    """A screen of the form."""

    id: str
    title: str
    intro: str
    controls: tuple[Control, ...]


class Kept(NamedTuple):
    """A photo or clip that an idea has, for its owner to keep or to leave."""

    sha256: str
    name: str
    stays: bool


def kept(media: Sequence[Media], staying: Sequence[str]) -> tuple[Kept, ...]:
    """An idea's photos and clips, with those that stay marked."""
    return tuple(
        Kept(part.sha256, _named(part, number), part.sha256 in staying) for number, part in enumerate(media, 1)
    )


def _named(part: Media, number: int) -> str:
    name = f"{LABELS[MediaKind(part.kind)]} {digits.to_persian(number)}"
    return f"{name}: {part.caption}" if part.caption else name


def filled(  # noqa: PLR0913, PLR0917 (each is a part of the page)
    call: AnyCall,
    action: str,
    given: Mapping[str, Sequence[str]],
    faults: Mapping[str, str],
    hidden: Mapping[str, str],
    stays: Sequence[Kept] = (),
) -> Markup:
    """The form as one plain post, filled, with what is to be mended; for browsers without scripts.

    Args:
        call: the edition's.
        action: the last part of the address that it is sent to.
        given: what was typed, by the controls' names.
        faults: what is said of it, by the fields' keys.
        hidden: values that are sent along. With a `code` among them an idea is mended, and nobody asks who sends it.
        stays: photos and clips of that idea.
    """
    mending = "code" in hidden
    unsaid = {**faults}
    shown = []
    for step in steps(call):
        controls = [
            control._replace(given=tuple(given.get(control.name, ())), fault=unsaid.pop(control.key, ""))
            for control in step.controls
            if not mending or control.key in OF_IDEA
        ]
        shown += [step._replace(controls=tuple(controls))] if controls else []
    return render(
        "form-filled.html", action=action, steps=shown, hidden=hidden, most_photos=MOST_PHOTOS, left=unsaid,
        mending=mending, stays=stays,
    )  # fmt: skip


CONTACT = "contact."
"""How the names of the controls begin in which somebody says anew who they are; a proof is sent along with them."""


def of_contact(call: AnyCall, idea: Idea, given: Mapping[str, Sequence[str]], faults: Mapping[str, str]) -> Markup:
    """The controls of who somebody is; empty and sealed before, since nobody here can open what they said.

    Args:
        call: the edition's.
        idea: theirs; members are asked of a group alone.
        given: what was typed, by the controls' names.
        faults: what is said of it, by the fields' keys.
    """
    every = [control for step in steps(call) for control in step.controls if control.key not in OF_IDEA]
    asked = [control for control in every if not control.when or idea.owners.kind in control.when.values]
    shown = [
        control._replace(
            id=f"contact-{control.id}",
            name=f"{CONTACT}{control.name}",
            when=None,
            given=tuple(given.get(f"{CONTACT}{control.name}", ())),
            fault=faults.get(control.key, ""),
        )
        for control in asked
    ]
    return render("form-contact.html", controls=shown)


def steps(call: AnyCall) -> Iterator[Step]:
    """The steps in which everything is asked; each field of the list stands in exactly one."""
    for section, intro in STEPS.items():
        yield Step(section.value, SECTION_LABELS[section], intro, tuple(_controls(call, section)))


def _controls(call: AnyCall, section: Section) -> Iterator[Control]:
    """What is required, the parts of the body, then what may be left; one that hangs on another stands after it."""
    own = [(order, question) for order, question in enumerate(ASKED) if question.asked.section is section]
    for required in (True, False):
        for order, question in own:
            if question.asked.required is required and question.asked.when is None:
                yield _control(call, question, order)
                for place, hanging in own:
                    if hanging.asked.when and hanging.asked.when.key == question.key:
                        yield _control(call, hanging, place)
        if required:
            yield from _parts(section)


def _parts(section: Section) -> Iterator[Control]:
    for order, question in enumerate(ASKED):
        if question.asked.kind is Kind.TEXT:
            yield from (_part(question, heading, order) for heading in _PARTS.get(section, ()))


def _control(call: AnyCall, question: Question, order: int) -> Control:
    options = question.options(call)
    if WHOLE_PROVINCE in options:
        options = {WHOLE_PROVINCE: options[WHOLE_PROVINCE], **options}
    hint = question.hint
    if question.asked.kind is Kind.CONSENT:
        newest = {consent.id: consent for consent in call.consents}[question.key.rpartition(".")[2]]
        options = {newest.version: newest.text}
    return Control(
        id=question.key.replace(".", "-").replace("_", "-"),
        key=question.key,
        name=question.key,
        way=_way(question.asked.kind, len(options)),
        label=question.label,
        hint=hint,
        optional=not question.asked.required,
        options=options,
        least=question.least,
        most=question.most,
        errors=dict(errors(question)),
        section=question.asked.section,
        order=order,
        kind=question.asked.kind,
        when=question.asked.when,
    )


def _part(question: Question, heading: Heading, order: int) -> Control:
    number = HEADINGS.index(heading)
    least = digits.to_persian(question.least or 0)
    most = digits.to_persian(question.most or 0)
    return Control(
        id=f"body-{number}",
        key="body",
        name=f"body.{number}",
        way="area",
        label=heading.label,
        hint=heading.hint,
        optional=False,
        options={},
        least=question.least,
        most=question.most,
        errors={
            "short": f"متن ایده روی هم دست‌کم {least} حرف باشد؛ کمی بیشتر بنویسید.",
            "long": f"متن ایده روی هم بیش از {most} حرف است؛ کوتاه‌ترش کنید.",
        },
        section=question.asked.section,
        order=order,
        kind=question.asked.kind,
    )


def _way(kind: Kind, options: int) -> str:
    if kind is Kind.ONE:
        return "radio" if options <= FEW else "select"
    ways = {Kind.SEVERAL: "boxes", Kind.YES: "tick", Kind.CONSENT: "tick", Kind.LINES: "area"}
    if kind in _NUMBERS:
        return "number"
    return "tel" if kind in _PHONES else ways.get(kind, "input")


def errors(question: Question) -> Iterator[tuple[str, str]]:
    """What is said of each way in which an answer to a question can be wrong; the same words wherever it is said."""
    label, kind = question.label, question.asked.kind
    least, most = question.least, question.most
    if question.asked.required:
        yield "missing", f"«{label}» {_DO[kind]}."
    if kind in _NUMBERS:
        example = "۲۵۰٬۰۰۰٬۰۰۰ یا «۲۵۰ میلیون تومان»" if kind is Kind.MONEY else "۴ یا «چهار نفر»"
        yield "number", f"«{label}» را یک عدد بنویسید که تنها یک جور خوانده شود؛ مثلاً {example}."
        if kind is Kind.MONEY:
            yield "few", f"«{label}» به تومان است و این کم می‌نماید؛ هزار یا میلیونش را هم بنویسید."
        if least:
            yield "small", f"«{label}» دست‌کم {digits.to_persian(least)} است."
        if most:
            yield "large", f"«{label}» حداکثر {digits.grouped(most)} است."
    elif kind is Kind.MOBILE:
        yield (
            "mobile",
            f"«{label}» یازده رقم است و با ۰۹ آغاز می‌شود؛ مثلاً ۰۹۱۷ ۰۰۰ ۰۰۰۰. شمارهٔ دوم را در «تلفن دیگر» بنویسید.",
        )
    elif kind is Kind.PHONE:
        yield "phone", f"«{label}» را با رقم و کد شهر بنویسید؛ مثلاً ۰۷۱ ۳۲۰۰ ۰۰۰۰ یا «۰۷۱ ۳۲۰۰ ۰۰۰۰ داخلی ۱۲»."
    elif kind is Kind.LINES and most:
        yield "long", f"«{label}» حداکثر {digits.to_persian(most)} سطر باشد."
    elif kind in (Kind.LINE, Kind.TEXT):
        if least:
            yield "short", f"«{label}» دست‌کم {digits.to_persian(least)} حرف باشد."
        if most:
            yield "long", f"«{label}» حداکثر {digits.to_persian(most)} حرف باشد."
