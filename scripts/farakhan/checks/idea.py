"""An idea's file against the model, its call and its place."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, NamedTuple

from farakhan.checks.terms import Terms
from farakhan.checks.text import check_text
from farakhan.files import idea as idea_file
from farakhan.files.shape import Shaped, located, shape
from farakhan.model import codes, standing
from farakhan.model.idea import (
    MEDIA_LIMITS,
    OTHER_CHAIN,
    RULES_CONSENT,
    WHOLE_PROVINCE,
    Content,
    Idea,
    MediaKind,
    OwnerKind,
    Role,
    Stage,
    Status,
    lacking,
)
from farakhan.persian.calendar import tehran_day
from farakhan.problems import Problem, capped, problem

OVERTAKEN = "idea-screened"
"""The problem of an idea whose text changed after it was decided on."""

Parts = dict[str, Any]
"""The values of an idea that are right in themselves, by key."""


class Photo(NamedTuple):
    """A photo of an idea: its name in the vault, and what its owner wrote under it."""

    sha256: str
    caption: str


class Facts(NamedTuple):
    """What rules over several files, and the tally, need of an idea."""

    path: str
    code: str
    field: str
    counties: tuple[str, ...]
    status: Status
    """As it counts, not as it is written: a decision that was made on another text is none."""
    digest: str
    publish: bool
    copies_of: str | None
    same: str
    """Equal for two ideas whose texts differ at most in white space and ZWNJ."""
    chain: tuple[str, str]
    """The product and the link that were chosen from call.yml; either may be empty."""
    other_product: str
    title: str
    summary: str
    stage: Stage | None
    registered: date
    """The day in Tehran."""
    sha256: str
    """Of the file's bytes."""
    reason: str = ""
    """Why it was returned or rejected, as it counts; empty where it was not."""
    receipt: str = ""
    """The hash of its receipt's word; empty where it has none."""
    role: Role = Role.NONE
    """The one that its owner wishes."""
    photos: tuple[Photo, ...] = ()


class Inspection(NamedTuple):
    """One idea's file, looked at: its facts, or None where it has an error; and its problems.

    That a decision was made on another text costs no facts: its idea counts as one on which nobody has decided.
    """

    path: str
    facts: Facts | None
    problems: tuple[Problem, ...]


def inspect(path: str, data: bytes, terms: Terms | None) -> Inspection:
    """Look at one idea's file.

    Args:
        path: relative to the repository's top.
        data: the file's bytes.
        terms: of its call; None where call.yml itself is wrong, then only the file's own rules are asked.
    """
    return examine(path, data, terms)[0]


def examine(path: str, data: bytes, terms: Terms | None) -> tuple[Inspection, Idea | None]:
    """Look at one idea's file as `inspect` does; with the idea itself where it has facts."""
    source, problems = idea_file.read(path, data)
    if source is None:
        return Inspection(path, None, tuple(capped(path, problems))), None
    shaped = shape(Idea, path, source.tree)
    problems += look(path, source.tree, shaped, terms)
    if shaped.value:
        problems += [*_digest(path, shaped.value), *_screened(path, shaped.value)]
    idea = None if any(not problem.warning and problem.code != OVERTAKEN for problem in problems) else shaped.value
    facts = _facts(path, data, idea) if idea else None
    return Inspection(path, facts, tuple(capped(path, located(source, problems)))), idea


def look(path: str, tree: Parts, shaped: Shaped[Idea], terms: Terms | None) -> list[Problem]:
    """What is wrong with an idea that was read, or that is to become a file; its digest aside.

    Args:
        path: of the file.
        tree: what it says, or is to say, every scalar text.
        shaped: what became of the tree.
        terms: of its call; None where call.yml itself is wrong.
    """
    problems = [*shaped.problems, *_texts(path, tree)]
    for needs, rule in _RULES:
        if needs <= shaped.parts.keys():
            problems += rule(path, shaped.parts)
    for needs, against in _AGAINST_CALL if terms else ():
        if needs <= shaped.parts.keys() and terms:
            problems += against(path, shaped.parts, terms)
    return problems


def _facts(path: str, data: bytes, idea: Idea) -> Facts:
    same = idea_file.squeezed(idea.body)
    publish = idea.consents.publish_if_wins is not None
    chain = (idea.chain.product or "", idea.chain.link or "")
    counted = standing.counted(idea)
    return Facts(
        path=path,
        code=idea.code,
        field=idea.field or "",
        counties=idea.counties,
        status=counted.status,
        digest=idea.digest,
        publish=publish,
        copies_of=idea.copies_of,
        same=same,
        chain=chain,
        other_product=idea.chain.other,
        title=idea.title,
        summary=idea.summary,
        stage=idea.stage,
        registered=tehran_day(idea.registered),
        sha256=hashlib.sha256(data).hexdigest(),
        reason=counted.reason or "",
        receipt=idea.receipt or "",
        role=idea.role,
        photos=tuple([Photo(one.sha256, one.caption) for one in idea.media if one.kind == MediaKind.PHOTO]),
    )


def _texts(path: str, tree: Parts) -> Iterator[Problem]:
    for place, text in _free_texts(tree):
        yield from check_text(path, place, ".".join(map(str, place)), text)


def _free_texts(tree: Parts) -> Iterator[tuple[tuple[str | int, ...], str]]:
    chain, media = tree.get("chain"), tree.get("media")
    texts: list[tuple[tuple[str | int, ...], object]] = [
        ((key,), tree.get(key)) for key in ("title", "summary", "paper", "note", "body")
    ]
    if isinstance(chain, dict):
        texts.append((("chain", "other"), chain.get("other")))
    for index, medium in enumerate(media if isinstance(media, list) else ()):
        if isinstance(medium, dict):
            texts.append((("media", index, "caption"), medium.get("caption")))
    return ((place, text) for place, text in texts if isinstance(text, str))


def _code(path: str, parts: Parts) -> Iterator[Problem]:
    code = parts["code"]
    name = path.rsplit("/", 1)[-1].removesuffix(".md")
    if not codes.is_code(code):
        yield problem(path, ("code",), "idea-code")
    if name != code:
        yield problem(path, ("code",), "idea-code-file", name=name)
    edition = path.split("/")[1]
    expected = idea_file.idea_path(edition, name)
    if path != expected:
        yield problem(path, 1, "file-misplaced", expected=expected)


def _complete(path: str, parts: Parts) -> Iterator[Problem]:
    """Nothing is missing in what is judged; of the consent to the rules `_rules` speaks."""
    if parts["status"] is Status.ACCEPTED:
        for key in lacking(Content.model_construct(**parts)):
            if key != RULES_CONSENT:
                place = tuple(key.split("."))
                yield problem(path, place, "idea-incomplete", key=key)


def _owners(path: str, parts: Parts) -> Iterator[Problem]:
    kind, count = parts["owners"].kind, parts["owners"].count
    if count is None:
        return
    if (kind is OwnerKind.PERSON and count != 1) or (kind is OwnerKind.GROUP and count == 1):
        yield problem(path, ("owners", "count"), "idea-owners")


def _media(path: str, parts: Parts) -> Iterator[Problem]:
    for index, part in enumerate(parts["media"]):
        if part.kind not in MEDIA_LIMITS:
            place = ("media", index, "kind")
            yield problem(path, place, "idea-media-kind", value=part.kind, choices="، ".join(MediaKind))
        elif part.bytes > MEDIA_LIMITS[MediaKind(part.kind)]:
            limit = MEDIA_LIMITS[MediaKind(part.kind)]
            place = ("media", index, "bytes")
            yield problem(path, place, "idea-media-limit", value=part.kind, limit=limit)


def _times(path: str, parts: Parts) -> Iterator[Problem]:
    if parts["registered"] < parts["arrived"]:
        yield problem(path, ("registered",), "idea-times")


def _rules(path: str, parts: Parts) -> Iterator[Problem]:
    if parts["status"] is Status.ACCEPTED and parts["consents"].rules is None:
        yield problem(path, ("consents", "rules"), "idea-rules")


def _digest(path: str, idea: Idea) -> Iterator[Problem]:
    expected = idea_file.digest(idea)
    if idea.digest != expected:
        yield problem(path, ("digest",), "idea-digest", expected=expected)


def _screened(path: str, idea: Idea) -> Iterator[Problem]:
    if standing.overtaken(standing.written(idea), idea.digest):
        yield problem(path, ("status",), OVERTAKEN, value=idea.code)


def _edition(path: str, parts: Parts, terms: Terms) -> Iterator[Problem]:
    if parts["edition"] != terms.edition:
        yield problem(path, ("edition",), "idea-edition", edition=terms.edition)


def _field(path: str, parts: Parts, terms: Terms) -> Iterator[Problem]:
    if parts["field"] and parts["field"] not in terms.fields:
        place = ("field",)
        yield problem(path, place, "idea-field", value=parts["field"], choices="، ".join(terms.fields))


def _counties(path: str, parts: Parts, terms: Terms) -> Iterator[Problem]:
    counties = parts["counties"]
    if WHOLE_PROVINCE in counties and len(counties) > 1:
        yield problem(path, ("counties",), "idea-county-all")
    for index, county in enumerate(counties):
        if county != WHOLE_PROVINCE and county not in terms.counties:
            yield problem(path, ("counties", index), "idea-county", value=county)


def _chain(path: str, parts: Parts, terms: Terms) -> Iterator[Problem]:
    chain = parts["chain"]
    if chain.product and chain.product != OTHER_CHAIN and chain.product not in terms.chains:
        yield problem(path, ("chain", "product"), "idea-chain", value=chain.product)
        return
    if (chain.product == OTHER_CHAIN) != bool(chain.other):
        yield problem(path, ("chain", "other"), "idea-chain-other")
    links = terms.chains.get(chain.product or "", tuple(terms.links) if chain.product else ())
    if chain.link and chain.link not in links:
        place = ("chain", "link")
        yield problem(path, place, "idea-link", value=chain.link, choices="، ".join(links) or "خالی")


def _channel(path: str, parts: Parts, terms: Terms) -> Iterator[Problem]:
    if parts["channel"] not in terms.channels:
        place = ("channel",)
        choices = "، ".join(terms.channels)
        yield problem(path, place, "idea-channel", value=parts["channel"], choices=choices)


def _staff(path: str, parts: Parts, terms: Terms) -> Iterator[Problem]:
    if parts["registered_by"] and parts["registered_by"] not in terms.staff:
        yield problem(path, ("registered_by",), "idea-staff", value=parts["registered_by"])


def _consents(path: str, parts: Parts, terms: Terms) -> Iterator[Problem]:
    for name in type(parts["consents"]).model_fields:
        version = getattr(parts["consents"], name)
        if version and version not in terms.consents.get(name, frozenset()):
            place = ("consents", name)
            yield problem(path, place, "idea-consent", value=version, name=name)


def _arrived(path: str, parts: Parts, terms: Terms) -> Iterator[Problem]:
    if parts["status"] is not Status.ACCEPTED:
        return
    if parts["arrived"] >= terms.closes:
        yield problem(path, ("arrived",), "idea-late", deadline=terms.deadline)
    if terms.opens and parts["arrived"] < terms.opens:
        yield problem(path, ("arrived",), "idea-early")


def _reason(path: str, parts: Parts, terms: Terms) -> Iterator[Problem]:
    choices = terms.reasons.get(parts["status"], ())
    if (parts["reason"] or "") not in (choices or ("",)):
        place = ("reason",)
        value = parts["reason"] or "خالی"
        yield problem(path, place, "idea-reason", value=value, choices="، ".join(choices) or "خالی")


_RULES: tuple[tuple[frozenset[str], Callable[[str, Parts], Iterator[Problem]]], ...] = (
    (frozenset({"code"}), _code),
    (frozenset({"status", *Content.model_fields}), _complete),
    (frozenset({"owners"}), _owners),
    (frozenset({"media"}), _media),
    (frozenset({"arrived", "registered"}), _times),
    (frozenset({"status", "consents"}), _rules),
)
"""The rules of a file by itself, each with the keys that must be right before it is asked."""

_AGAINST_CALL: tuple[tuple[frozenset[str], Callable[[str, Parts, Terms], Iterator[Problem]]], ...] = (
    (frozenset({"edition"}), _edition),
    (frozenset({"field"}), _field),
    (frozenset({"counties"}), _counties),
    (frozenset({"chain"}), _chain),
    (frozenset({"channel"}), _channel),
    (frozenset({"registered_by"}), _staff),
    (frozenset({"consents"}), _consents),
    (frozenset({"arrived", "status"}), _arrived),
    (frozenset({"reason", "status"}), _reason),
)
"""The rules of a file against its call, likewise."""
