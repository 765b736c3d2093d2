"""A record of any size for measuring: the same sizes give the same bytes, right in every rule, like real texts."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from farakhan.files import idea as idea_file
from farakhan.files import tree
from farakhan.model.codes import draw_code
from farakhan.model.idea import (
    HEADINGS,
    ChainPlace,
    Consents,
    Idea,
    Market,
    OwnerKind,
    Owners,
    Role,
    Stage,
    Status,
)
from farakhan.model.judging import Assignment
from farakhan.persian.calendar import TEHRAN
from farakhan.record.new import NO_DIGEST, NewEdition, call_text, with_digests

EDITION = "bench"
FOLDER = f"submissions/{EDITION}"
CRITERIA = 5
"""Of the shipped call's rubric."""
CLOSED_AT = datetime(2027, 11, 2, 18, 0, tzinfo=TEHRAN)

Progress = Callable[[str, int, int], None]
"""Told what is being made, and how many of how many there are."""

WHEN = (
    "در پاییز",
    "از آغاز بهار",
    "هر صبح پیش از آفتاب",
    "در هفتهٔ نخست",
    "پس از برداشت",
    "در زمستان که کار باغ کم است",
    "هر دو هفته یک بار",
    "پیش از عید",
    "در ماه دوم",
    "از سال دوم",
)
ACTION = (
    "با همسایه‌ها انجیر را روی توری پهن می‌کنیم",
    "پیاز زعفران را دسته‌دسته جدا می‌کنیم",
    "خرمای درجهٔ دو را شیره می‌گیریم",
    "پوست انار را آسیاب و الک می‌کنیم",
    "گل نرگس را در دسته‌های کوچک می‌بندیم",
    "گلیم‌های کهنه را می‌شوییم و لکه‌گیری می‌کنیم",
    "برگ نخل را خیس می‌کنیم و می‌بافیم",
    "پشم را با روناس رنگ می‌کنیم",
    "قاب‌های خاتم را در کارگاه خانه می‌چسبانیم",
    "کشک را در ظرف‌های یک‌کیلویی می‌ریزیم",
    "آویشن کوهی را در سایه خشک می‌کنیم",
    "عسل هر کندو را جدا شماره می‌زنیم",
    "لباس کار را از روی سفارش می‌دوزیم",
    "سفارش‌ها را در دفتری ساده می‌نویسیم",
    "قفسهٔ خشک‌کن را خودمان جوش می‌دهیم",
    "بسته‌ها را با سواری‌های خط به شیراز می‌فرستیم",
)
REASON = (
    "تا رنگش روشن بماند",
    "که مشتری بداند از کدام باغ آمده است",
    "چون نگه‌داشتنش بیش از این سود ندارد",
    "تا واسطه از میان برداشته شود",
    "و هر کس سهم خود را همان روز می‌گیرد",
    "که با کار خانه جور در بیاید",
    "تا زن‌های محله هم بتوانند بیایند",
    "چون دستگاه ارزان‌تر این را نمی‌تواند",
    "و اگر باران بگیرد یک روز عقب می‌افتد",
    "تا دورریز کم شود",
    "که بوی آن نپرد",
    "چون بازار شب عید همین را می‌خواهد",
    "و حسابش ماه به ماه روشن است",
    "تا برای بار بعد بهتر شود",
    "که یاد دادنش به تازه‌کارها آسان باشد",
)
PRODUCTS = ("انجیر", "زعفران", "خرما", "انار", "نرگس", "گلیم", "حصیر", "رنگ گیاهی", "خاتم", "کشک", "آویشن", "عسل")
FORMS = ("بسته‌بندی خانگی {}", "کارگاه کوچک {} در حیاط", "فروش بی‌واسطهٔ {}", "آموزش {} به همسایه‌ها")


@dataclass(frozen=True, kw_only=True)
class Size:
    """How large a record is: every idea is read by `readings` of the judges."""

    ideas: int
    winners: int
    judges: int
    readings: int

    def scores(self) -> int:
        """Single scores on all sheets together."""
        return self.ideas * self.readings * CRITERIA


def write(shipped: Path, root: Path, size: Size, progress: Progress) -> None:
    """Write an edition with its call and its ideas under `root`; nobody has judged them yet.

    Args:
        shipped: the call.yml that the bench's call is made from.
        root: an empty folder.
        size: of the record.
        progress: told now and then.
    """
    edition = NewEdition(root, call(shipped, size))
    edition.write_call()
    for number, idea in enumerate(ideas(Random(1406), edition.call, size.ideas), 1):
        edition.write_idea(idea)
        progress("ideas", number, size.ideas)


def judge(root: Path, size: Size) -> None:
    """Share the ideas of an edition out, write the judges' sheets and close them."""
    edition = NewEdition(root, call_text(root / FOLDER / "call.yml"))
    codes = sorted(path.stem for path in (root / FOLDER / "ideas").glob("*/*.md"))
    _sheets(Random(1407), edition, codes, size)
    edition.close(CLOSED_AT)


def revise(root: Path, path: Path) -> None:
    """Add a sentence to an idea's text, and accept it anew; the digest is that of the new content."""
    place = path.relative_to(root).as_posix()
    idea = idea_file.parse(place, path.read_bytes())
    changed = idea.model_copy(update={"body": f"{idea.body} {WHEN[0]} {ACTION[0]} {REASON[0]}."})
    path.write_bytes(idea_file.render(with_digests(changed)))


def award(root: Path, count: int, renamed: int = 0) -> None:
    """Write the awards of the first ideas of an edition whose results stand in results.json.

    Args:
        root: of the record.
        count: of awards.
        renamed: which of them, from 1, has another public name than the others.
    """
    new = NewEdition(root, call_text(root / FOLDER / "call.yml"))
    edition = new.read()
    if edition.results is None or edition.closing is None:
        raise RuntimeError(edition.problems)
    awards: list[dict[str, object]] = [
        {
            "code": code,
            "number": str(edition.closing.numbers[code]),
            "award": "honoured",
            "role": Role.NONE.value,
            "support": [],
            "public_name": "نمونهٔ دیگر" if number == renamed else "نمونه",
            "reason": "جای برابر در مرز",
        }
        for number, code in enumerate([one.code for one in edition.results.ranking][:count], 1)
    ]
    chosen = {one["code"] for one in awards}
    passed = [{"code": code, "reason": "نمونه"} for code in edition.results.winners if code not in chosen]
    decision = {
        "edition": EDITION,
        "results": edition.results_sha256,
        "letter": {"number": "نمونه", "day": "1406-08-20"},
        "signed_by": ["نمونه"],
        "awards": awards,
        "passed_over": passed,
    }
    new.decide(decision)


def call(shipped: Path, size: Size) -> tree.Tree:
    """The bench's own call, made from the shipped one."""
    made = call_text(shipped)
    made["edition"], made["sample"] = EDITION, "true"
    made["judges"] = [
        {"id": f"j{number:03}", "fields": [field["id"] for field in made["fields"]]} for number in range(size.judges)
    ]
    made["tally"] |= {"winners": str(size.winners), "min_sheets": "1", "field_quotas": [], "county_most": ""}
    return made


def ideas(random: Random, call: tree.Tree, count: int) -> Iterator[Idea]:
    """So many accepted ideas, each with a code of its own."""
    seen: set[str] = set()
    while len(seen) < count:
        code = draw_code(random.randrange)
        if code not in seen:
            seen.add(code)
            idea = _idea(random, call, code)
            yield with_digests(idea)


def _idea(random: Random, call: tree.Tree, code: str) -> Idea:
    chain = random.choice(call["chains"])
    arrived = datetime(2027, 6, 1, tzinfo=TEHRAN) + timedelta(seconds=random.randrange(80 * 86_400))
    people = random.randrange(2, 9)
    return Idea(
        code=code,
        edition=EDITION,
        title=random.choice(FORMS).format(random.choice(PRODUCTS)),
        summary=_sentence(random),
        field=random.choice(call["fields"])["id"],
        counties=(random.choice(call["counties"])["id"],),
        stage=random.choice(list(Stage)),
        chain=ChainPlace(product=chain["id"], link=random.choice(chain["links"]), other=""),
        markets=tuple(random.sample(list(Market), 2)),
        jobs=people,
        capital=random.randrange(20, 900) * 1_000_000,
        income=people * random.randrange(6, 20) * 1_000_000,
        role=random.choice(list(Role)),
        owners=Owners(kind=OwnerKind.GROUP, count=people),
        media=(),
        consents=Consents(rules="v1", publish_if_wins="v1", share_with_partners=None),
        body=_body(random),
        channel="eitaa",
        arrived=arrived,
        registered=arrived + timedelta(hours=5),
        registered_by=None,
        paper="",
        status=Status.ACCEPTED,
        screened=None,
        reason=None,
        note="",
        copies_of=None,
        digest=NO_DIGEST,
    )


def _body(random: Random) -> str:
    parts = (f"## {heading.label}\n\n" + " ".join(_sentence(random) for _ in range(4)) for heading in HEADINGS)
    return "\n\n".join(parts)


def _sentence(random: Random) -> str:
    return f"{random.choice(WHEN)} {random.choice(ACTION)} {random.choice(REASON)}."


def _sheets(random: Random, edition: NewEdition, codes: list[str], size: Size) -> None:
    """Share the ideas out evenly, and score each by its own quality with some noise."""
    judges = [judge["id"] for judge in edition.call["judges"]]
    rows: dict[str, dict[str, tuple[int, ...] | None]] = {judge: {} for judge in judges}
    shared: list[Assignment] = []
    for place, code in enumerate(codes):
        quality = random.gauss(6, 2)
        for reading in range(size.readings):
            judge = judges[(place + reading) % len(judges)]
            shared.append(Assignment(code, judge))
            rows[judge][code] = tuple(min(10, max(0, round(random.gauss(quality, 2)))) for _ in range(CRITERIA))
    edition.share_out(shared)
    for judge, scores in rows.items():
        edition.sheet(judge, scores)
