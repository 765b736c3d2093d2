"""The handlers of what people send, and what they share: the spool, the record, the pages."""

import asyncio
import re
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from secrets import token_hex
from typing import ParamSpec, TypeVar

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from farakhan.face import standing
from farakhan.face.controls import CONTACT
from farakhan.intake import form_answers as read_answers
from farakhan.intake.arrival import WEB, Arrival, Entry
from farakhan.intake.guessing import Budget
from farakhan.intake.owners import Owners
from farakhan.intake.receive import Intake
from farakhan.intake.sending import Checked, Faulty, Receipt
from farakhan.intake.windows import may_change
from farakhan.model.answers import Answer, Answers
from farakhan.model.call import Phase
from farakhan.model.idea import Idea, Status
from farakhan.persian import digits
from farakhan.persian.calendar import tehran_day
from farakhan.problems import FarakhanError
from farakhan.sealing import LEAST_RECIPIENTS
from farakhan.store.spool import sqlite
from farakhan.store.spool.letters import Act, Letter, Taken
from farakhan.store.spool.sqlite import Spool
from farakhan.store.vault import later, proofs
from farakhan.store.vault.later import Waiting
from farakhan.web import forms, telling, tus
from farakhan.web.bringing import MEANS, Bringing, Brought, Follows, Means, Spoiled, marks
from farakhan.web.challenge import Challenges
from farakhan.web.forms import Form
from farakhan.web.group_commit import GroupCommit
from farakhan.web.limits import CLIPS, CLIPS_PER_SECOND, PATIENCE, SOON, Addresses, house, sender_of
from farakhan.web.pages import Pages, wants_json
from farakhan.web.refusals import REFUSALS, Refused, refusal_of
from farakhan.web.replies import KEPT, MINE, PROOF, STATE, Pleas, Replies
from farakhan.web.service import Service

P = ParamSpec("P")
T = TypeVar("T")

EVENT = "farakhan.door"
"""Under this name Python's audit hooks are told: answering."""
REFUSED_AFTER = 0.1
"""Seconds, or a multiple of them, after which it is said that a proof is wrong: the time tells nobody what is there."""
ASIDE = 8
"""Waits for the disk, a lock or git at once, for whoever asks after something that is there already."""
LARGE = 4_000
"""Letters of a form from which on it is read beside the loop: others' turns come in between."""
FOLLOWS = timedelta(hours=2)
"""How long after their text photos may still come as if with it."""
UNSURE = "برای پس گرفتن، نخست خانهٔ «می‌خواهم ایده‌ام را پس بگیرم» را نشان بزنید."
HONEYPOT = "website"
"""A field that no person sees."""
MACHINE = "شاید ماشینی فرستاده باشد: گذر خودکار فرم همراهش نادرست بود"
MANY = "شاید ماشینی فرستاده باشد: فرم‌های بسیاری بی گذر خودکار رسید"
UNSOLVED_OF_ONE, UNSOLVED = 6, 60
"""Forms an hour without an answer to the challenge, from one address and in all, that a person need not look at first.

Where scripts are off nothing answers it, and that is nobody's fault: an idea is not held for that alone. What tells a
machine then is how many come, and the field that no person sees.
"""
TRAPPED = "شاید ماشینی فرستاده باشد: خانهٔ پنهان فرم پر بود"
_KEY = re.compile(r"[A-Za-z0-9-]{16,64}", re.ASCII)
_SENDER = re.compile(r"[0-9a-f]{64}", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What a server is started with.

    Attributes:
        root: the repository's top.
        edition: whose ideas are taken in.
        site: the built site's folder.
        elsewhere: the one other origin from which the form may come (`https://example.ir`); empty for none.
        now: the clock, aware.
        patience: seconds for which a body may be late.
        means: what photos and clips may take.
    """

    root: Path
    edition: str
    site: Path
    elsewhere: str = ""
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    patience: float = PATIENCE
    means: Means = MEANS


class Door:
    """The handlers, and what they share."""

    def __init__(self, settings: Settings) -> None:
        """Open the spool and read the record.

        Raises:
            FarakhanError: what `Spool`, `Intake` and `Pages` raise.
        """
        self.settings, pages = settings, Pages(settings.site)
        self.spool = Spool(settings.root / sqlite.FOLDER, settings.now)
        self.group = GroupCommit(self.spool)
        self.intake = Intake(settings.root, settings.edition, self.spool, settings.now)
        self.owners = Owners(self.intake)
        self.replies = Replies(pages, self.intake)
        self._secret = proofs.key(settings.root)
        self.challenges = Challenges(self._secret)
        self.service = Service(
            settings.root,
            self.spool,
            settings.now,
            self.intake.live,
            lambda: [recipient.key for recipient in self.intake.call.age_recipients],
        )
        self.addresses, self.readers = Addresses(), Addresses()
        self._unsolved = Budget(UNSOLVED, settings.now)
        self._unsolved_of_one = Budget(UNSOLVED_OF_ONE, settings.now)
        self._turns = asyncio.Semaphore(ASIDE)
        self.bringing = Bringing(settings.root, settings.now, settings.means)

    @asynccontextmanager
    async def lifespan(self, _: Starlette) -> AsyncIterator[None]:
        """Work in the background while the server runs; at its end what waits is still brought into git."""
        self.service.start()
        adding = asyncio.create_task(self.bringing.add_later(self.intake, self._put))
        try:
            yield
        finally:
            adding.cancel()
            await asyncio.wait([adding])
            await self.bringing.close()
            self.group.close()
            await run_in_threadpool(self.service.stop)
            self.spool.close()

    async def send(self, request: Request) -> Response:
        """Take in a new idea."""
        form, given = await self._form(request)
        key = _key(form)
        whole = form.one("as_it_is") != "true"
        doubts = tuple(self._doubts(request, form, key))
        arrival = Arrival(entry=self._entry(), key=key, answers=given, doubts=doubts, whole=whole)
        return await self._take(request, form, arrival)

    async def mend(self, request: Request) -> Response:
        """Take in another text for an idea that stands, from whoever proves that it is theirs."""
        form, given = await self._form(request)
        idea = await self._own(form)
        kept = tuple(medium for medium in idea.media if medium.sha256 in form.values.get(KEPT, ()))
        return await self._take(request, form, Arrival(entry=self._entry(), answers=given, mends=idea, media=kept))

    def _entry(self) -> Entry:
        now = self.settings.now()
        return Entry(WEB, now, now)

    async def withdraw(self, request: Request) -> Response:
        """Take an idea back, for whoever proves that it is theirs."""
        form, _ = await self._form(request)
        idea = await self._own(form)
        letter = self.intake.withdrawal(idea)
        if not await self._aside(self.intake.timely, letter, idea):
            raise Refused("too-late")
        if form.one("sure") != "true":
            return await self._mine(request, form, idea, UNSURE)
        return await self._told(request, await self._put(letter))

    async def contact(self, request: Request) -> Response:
        """Take in anew who somebody is, from whoever proves that an idea is theirs; at any time."""
        form, _ = await self._form(request)
        idea = await self._own(form)
        values = {name.removeprefix(CONTACT): own for name, own in form.values.items() if name.startswith(CONTACT)}
        values["owners.kind"] = [idea.owners.kind or ""]
        answers = read_answers.read(self.intake.call, values)
        try:
            letter = self.intake.contact_change(idea, answers, _key(form) or token_hex(16))
        except Faulty as found:
            return await self._mine(request, form, idea, contact=found.faults)
        except FarakhanError as error:
            raise refusal_of(error) from None
        return await self._told(request, await self._put(letter))

    async def object(self, request: Request) -> Response:
        """Take in what somebody says against what is proposed, from whoever proves that an idea is theirs."""
        form, _ = await self._form(request)
        idea = await self._own(form)
        key, mobile = _key(form) or token_hex(16), form.one("mobile")
        try:
            letter = await self._aside(self.intake.objection, idea, form.one("objection"), key, mobile)
        except Faulty as found:
            return await self._mine(request, form, idea, plea=found.faults["objection"])
        except FarakhanError as error:
            raise refusal_of(error) from None
        return await self._told(request, await self._put(letter))

    async def state(self, request: Request) -> Response:
        """Say how the idea with a code stands, why, and nothing else of it."""
        form = await forms.read(request)
        code, word = form.one("code"), form.one("word")
        seen = await self._proved(self.owners.state, house(sender_of(request.scope)), code, word)
        words = standing.words(self.intake.call, seen, self._today())
        answer = {"status": seen.state.value, "status_name": words.name, "why": words.why}
        if wants_json(request.headers.get("accept", "")):
            return JSONResponse(answer)
        return self.replies.page("state.html", STATE, answer)

    async def own(self, request: Request) -> Response:
        """Ask for code, word and mobile, or show the idea that they prove to be somebody's."""
        if request.method != "POST":
            return self.replies.page("own.html", MINE, {"fault": "", **dict.fromkeys(PROOF, "")})
        form, _ = await self._form(request)
        try:
            idea = await self._own(form)
        except Refused as refused:
            if wants_json(request.headers.get("accept", "")):
                raise
            refusal = REFUSALS[refused.code]
            values = {"fault": refusal.words, **{name: form.one(name) for name in PROOF}}
            return self.replies.page("own.html", MINE, values, refusal.status)
        return await self._mine(request, form, idea)

    async def _mine(  # noqa: PLR0913, PLR0917 (each is a part of the answer)
        self,
        request: Request,
        form: Form,
        idea: Idea,
        wrong: str = "",
        contact: Mapping[str, str] | None = None,
        plea: str = "",
    ) -> Response:
        seen = await self._aside(self.intake.seen, idea)
        made = await self._aside(self.intake.objections, idea.code)
        pleas = Pleas(made, self.intake.hears(idea, made), plea)
        return self.replies.mine(request, form, idea, seen, pleas, wrong, contact)

    async def clip(self, request: Request) -> Response:
        """Add a clip that has arrived whole to an idea, for the form that sent the idea: its key proves that."""
        form, _ = await self._form(request)
        idea, upload = await self._sent_by_form(form), form.one(forms.CLIP)
        try:
            self._in_time(idea, (await run_in_threadpool(self.bringing.upload, upload)).begun)
            media = await self.bringing.film(upload)
            self.bringing.fits(idea, media)
        except FarakhanError as error:
            return _spoiled(error)
        return await self._told(request, await self._put(self.intake.adding(idea.code, [media])))

    async def photo(self, request: Request) -> Response:
        """Add a photo to an idea likewise; where there is no place for it now it is added later."""
        form, _ = await self._form(request)
        if not form.photos:
            raise Refused("form")
        idea, sender = await self._sent_by_form(form), self._sender(request)
        self._in_time(idea, idea.arrived if self.settings.now() < idea.arrived + FOLLOWS else self.settings.now())
        try:
            brought = await self.bringing.pictures([Waiting("", photo) for photo in form.photos[:1]], sender)
            for medium in brought.media:
                self.bringing.fits(idea, medium)
        except Spoiled as spoiled:
            return _spoiled(spoiled.error)
        except FarakhanError as error:
            return _spoiled(error)
        if brought.left:
            kept = await self.bringing.keep_alone(idea.code, sender, brought)
            if not kept:
                return _spoiled(FarakhanError("upload-room", "اکنون جا برای عکس نیست. چند ساعت دیگر دوباره بکوشید."))
            return JSONResponse({"photos": Follows.LATER}, HTTPStatus.ACCEPTED)
        return await self._told(request, await self._put(self.intake.adding(idea.code, brought.media)))

    async def _sent_by_form(self, form: Form) -> Idea:
        """The idea that a form names, if the form that sent it had the same key.

        Raises:
            Refused: it had not.
        """
        key = _key(form)
        idea = await self._aside(self.intake.of_key, key, _code(form)) if key else None
        if idea is None:
            raise Refused("proof-wrong")
        return idea

    def _in_time(self, idea: Idea, begun: datetime) -> None:
        """See that an idea may be changed, or that what is to be added to it was on its way in time."""
        call = self.intake.call
        on_its_way = begun < call.closes() and idea.status is not Status.WITHDRAWN
        if not on_its_way and not may_change(call, idea.status, self.settings.now()):
            raise Refused("too-late")

    def shelf(self) -> tus.Shelf:
        """Where clips arrive, and what is asked of who brings them."""
        settings, bringing = self.settings, self.bringing
        folder, bounds = bringing.uploads, settings.means.clips
        begins = Addresses(burst=CLIPS, rate=CLIPS_PER_SECOND).take
        return tus.Shelf(folder, settings.now, bounds, self._sender, begins, bringing.allowance.take)

    async def receipt(self, request: Request) -> Response:
        """The receipt of what was sent last under a sender's mark, which nobody can guess."""
        of = request.query_params.get("of", "")
        if not self.readers.take(sender_of(request.scope)):
            raise Refused("too-many", SOON)
        receipt = await self._aside(self.intake.sent_by, bytes.fromhex(of)) if _SENDER.fullmatch(of) else None
        if receipt is None:
            raise Refused("not-found")
        follows = await self._follows(request, receipt.idea.code)
        answer = telling.told(self.intake.call, receipt, self._today(), follows)
        return self.replies.receipt(request, answer, HTTPStatus.OK)

    async def challenge(self, _: Request) -> Response:
        """A new challenge."""
        return JSONResponse(self.challenges.new())

    async def health(self, _: Request) -> Response:
        """How the server stands, for whoever watches it."""
        health = await run_in_threadpool(self.service.health)
        answer = {name: telling.instant(value) for name, value in health._asdict().items()}
        return JSONResponse(answer, HTTPStatus.OK if health.ok else HTTPStatus.SERVICE_UNAVAILABLE)

    async def metrics(self, _: Request) -> Response:
        """The same in numbers, a line each, in the text form that Prometheus reads; instants in Unix time."""
        health = await run_in_threadpool(self.service.health)
        return PlainTextResponse("".join(telling.metrics(health._asdict())))

    async def _take(self, request: Request, form: Form, arrival: Arrival) -> Response:
        try:
            checked = await self._checked(arrival)
            files = marks(form)
            mark = self.intake.told(checked, files)
            brought = Brought()
            # Only photos are not to be opened twice, and only a mending can have become too late meanwhile.
            asks = bool(files) or arrival.mends is not None
            if not (asks and await run_in_threadpool(self.intake.sent_before, checked, mark)):
                self._timely(arrival)
                brought = await self.bringing.brought(form, self._sender(request), len(arrival.media))
                self._timely(arrival)
            letter = self.intake.reserve(checked, brought.media, mark)
        except Faulty as found:
            return self.replies.again(request, form, arrival, found)
        if not brought.left:
            return await self._told(request, await self._put(letter, arrival.answers))
        names = await self.bringing.keep(letter.code, self._sender(request), brought)
        taken = None
        try:
            taken = await self._put(letter if names else letter._replace(told=checked.asked), arrival.answers)
        finally:
            await self.bringing.settle(names, letter.code, taken)
        return await self._told(request, taken, Follows.LATER if names else Follows.LEFT)

    async def _checked(self, arrival: Arrival) -> Checked:
        """What was sent, checked; a long text beside the loop."""
        if _length(arrival.answers.values()) > LARGE:
            return await run_in_threadpool(self.intake.check, arrival)
        return self.intake.check(arrival)

    async def _aside(self, work: Callable[P, T], *args: P.args, **words: P.kwargs) -> T:
        """Do what may wait for the disk, a lock or git beside the loop, a few at once: nobody else waits for it."""
        async with self._turns:
            return await run_in_threadpool(work, *args, **words)

    def _timely(self, arrival: Arrival) -> None:
        if arrival.mends and not may_change(self.intake.call, arrival.mends.status, self.settings.now()):
            raise Refused("too-late", answers=arrival.answers)

    def _sender(self, request: Request) -> str:
        """A mark of the address that a request comes from, by which nobody finds the address."""
        address = house(sender_of(request.scope))
        return proofs.mark(self._secret, b"address", address.encode()).hex()[:16]

    async def _put(self, letter: Letter, answers: Answers | None = None) -> Taken:
        try:
            taken = await self.group.put(letter)
        except Exception as error:
            if letter.act in (Act.NEW, Act.MEND):
                with suppress(FarakhanError):  # the first error is what the sender is told
                    await run_in_threadpool(self.intake.release, letter)
            if not isinstance(error, FarakhanError):
                raise
            raise refusal_of(error, answers) from None
        self.service.wake()
        sys.audit(EVENT, "answering")
        return taken

    def _doubts(self, request: Request, form: Form, key: str) -> list[str]:
        """Why a person should look at it first."""
        answer = form.one("altcha")
        if answer:
            doubts = [] if self.challenges.solved(answer, key) else [MACHINE]
        else:
            waits = self._unsolved_of_one.take(house(sender_of(request.scope))) or self._unsolved.take()
            doubts = [MANY] if waits else []
        return [*doubts, TRAPPED] if form.one(HONEYPOT) else doubts

    async def _form(self, request: Request) -> tuple[Form, Answers]:
        """The form and its answers, if there is a way to take them in."""
        form = await forms.read(request)
        if _length(value for values in form.values.values() for value in values) > LARGE:
            given = await run_in_threadpool(read_answers.read, self.intake.call, form.values)
        else:
            given = read_answers.read(self.intake.call, form.values)
        if not self._open():
            raise Refused("closed", answers=given)
        if not self.service.room():
            raise Refused("disk", answers=given)
        return form, given

    def _open(self) -> bool:
        """Whether ideas may come this way: the call wants it, has begun, and its contacts can be sealed."""
        call = self.intake.call
        sealable = len({recipient.key for recipient in call.age_recipients}) >= LEAST_RECIPIENTS
        return bool(call.intake) and sealable and call.phase(self._today()) is not Phase.BEFORE

    async def _own(self, form: Form) -> Idea:
        return await self._proved(self.owners.own, *(form.one(name) for name in PROOF))

    async def _proved(self, asked: Callable[..., T], *words: str) -> T:
        """What owners are told; every refusal comes after the same time, whatever it was that was wrong."""
        begun = time.monotonic()
        try:
            return await self._aside(asked, *words)
        except FarakhanError as error:
            refused = refusal_of(error)
        await asyncio.sleep(REFUSED_AFTER - (time.monotonic() - begun) % REFUSED_AFTER)
        raise refused

    async def _follows(self, request: Request, code: str) -> Follows:
        """What becomes of photos that did not come in with their text, for who looks at a receipt again."""
        if await self._aside(later.waits, self.bringing.folder, code):
            return Follows.LATER
        return Follows.LEFT if request.query_params.get("photos") == Follows.LEFT else Follows.NOTHING

    async def _told(self, request: Request, taken: Taken, follows: Follows = Follows.NOTHING) -> Response:
        receipt = await self._receipt_of(taken)
        if taken.again and not follows:
            follows = await self._follows(request, receipt.idea.code)
        answer = telling.told(self.intake.call, receipt, self._today(), follows)
        answer["of"] = taken.letter.sender.hex()
        if not answer["done"]:
            raise Refused("objection-closed" if receipt.objection else "too-late")
        return self.replies.receipt(request, answer, HTTPStatus.OK if taken.again else HTTPStatus.CREATED)

    async def _receipt_of(self, taken: Taken) -> Receipt:
        """What the sender of a letter is told; a new idea's receipt is made of the letter alone."""
        if taken.letter.act is Act.NEW and not taken.again:
            return self.intake.receipt(taken)
        return await self._aside(self.intake.receipt, taken)

    def _today(self) -> date:
        return tehran_day(self.settings.now())


def _spoiled(error: FarakhanError) -> JSONResponse:
    """What is said of a photo or clip that cannot be added."""
    answer = {"error": error.code, "words": error.message}
    return JSONResponse(answer, tus.STATUSES.get(error.code, HTTPStatus.UNPROCESSABLE_ENTITY))


def _length(answers: Iterable[Answer]) -> int:
    return sum(len(answer) if isinstance(answer, str) else sum(map(len, answer)) for answer in answers)


def _code(form: Form) -> str:
    return digits.only(form.one("code"))


def _key(form: Form) -> str:
    key = form.one("key")
    return key if _KEY.fullmatch(key) else ""
