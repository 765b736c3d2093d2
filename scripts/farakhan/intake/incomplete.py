"""Answers that are not complete, kept all the same: the announcement asks people to send, not to pass a form.

What could not be read is given the plainest value that a file may have, and a note says which; the whole of what was
written stands in the body. Such an idea is held, and nobody accepts it before a person has completed it.
"""

from farakhan.checks.text import masked
from farakhan.message.writing import lines
from farakhan.model import contact as contact_model
from farakhan.model.answers import ASKED, Answer, Answers
from farakhan.model.call import Call
from farakhan.model.idea import FIELDS, WHOLE_PROVINCE, OwnerKind, Stage
from farakhan.model.questions import Question

_UNNAMED = "ایده‌ای که هنوز کامل نیست"
_MOST = 18_000
"""Letters of all answers together; with the preface and the fields' names they are a body that a file may have."""
_PREFACE = (
    "این ایده کامل نرسیده است و صاحبش خواسته همین‌گونه ثبت شود. آنچه نوشته است بی‌کم‌وکاست در پایین آمده؛ دبیرخانه"
    " با او تماس می‌گیرد و آن را با هم کامل می‌کنند. تا آن زمان ایده در انتظار بررسی می‌ماند و به داوری نمی‌رود."
    " مهلت از زمان رسیدن همین نوشته حساب می‌شود."
)


def as_it_is(call: Call, answers: Answers, faults: dict[str, str]) -> tuple[Answers, str] | None:
    """Complete answers made of incomplete ones, and the note that says what was not read.

    None where something would be lost: no mobile to call, a contact's part that cannot be sealed as it is and has no
    place in the open, or more than a file takes.

    Args:
        call: the edition's.
        answers: as they were read.
        faults: of them, by the fields' keys.
    """
    if "mobile" in faults or any(faults.get(one.key, "missing") != "missing" for one in contact_model.FIELDS):
        return None
    if sum(map(_size, answers.values())) > _MOST:
        return None
    labels = {one.key: one.label for one in ASKED}
    said = "\n".join(_said(call, one, answers[one.key]) for one in FIELDS if answers.get(one.key))
    first = next((line for line in said.split("\n") if line.strip("# ")), "")
    plain: dict[str, Answer] = {
        "title": _UNNAMED,
        "summary": masked(first)[:300] or _UNNAMED,
        "field": call.fields[0].id,
        "counties": (WHOLE_PROVINCE,),
        "stage": Stage.IDEA.value,
        "owners.kind": OwnerKind.PERSON.value,
        "owners.count": "1",
        "name": "نوشته نشده",
    }
    kept = {key: answer for key, answer in answers.items() if key not in faults}
    contact = {key: kept[key] for key in (one.key for one in contact_model.FIELDS) if key in kept}
    body = masked(f"{_PREFACE}\n\n{said}")
    idea = {one.key: _masked(kept[one.key]) for one in FIELDS if one.key in kept and one.key != "body"}
    made = {**{key: plain[key] for key in faults if key in plain}, **idea, **contact, "body": body}
    if "owners.count" in faults or "owners.kind" in faults:
        made |= {"owners.kind": plain["owners.kind"], "owners.count": plain["owners.count"]}
    unread = "، ".join(labels[key] for key in faults)
    return made, f"کامل نرسیده است؛ این‌ها را از صاحبش بپرسید: {unread}"


def _size(answer: Answer) -> int:
    return len(answer) if isinstance(answer, str) else sum(map(len, answer))


def _said(call: Call, question: Question, answer: Answer) -> str:
    return "\n".join(lines(call, question, answer))


def _masked(answer: Answer) -> Answer:
    return masked(answer) if isinstance(answer, str) else tuple(map(masked, answer))
