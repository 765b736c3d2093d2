"""Answers that are not complete, kept all the same: the announcement asks people to send, not to pass a form.

What could not be read is given the plainest value that a file may have, and a note says which; the whole of what was
written stands in the body. Such an idea is held, and nobody accepts it before a person has completed it.
"""

from farakhan.message.writing import lines
from farakhan.model import contact as contact_model
from farakhan.model.answers import ASKED, Answer, Answers
from farakhan.model.call import Call
from farakhan.model.idea import FIELDS, WHOLE_PROVINCE, OwnerKind, Stage
from farakhan.model.personal import masked
from farakhan.model.questions import Question

_UNNAMED = "ایده‌ای که هنوز کامل نیست"
_MOST = 18_000
"""Letters of all answers together; with the preface and the fields' names they are a body that a file may have."""
_OWNERS = ("owners.kind", "owners.count")
"""Answers that are right only together."""
_LABELS = {question.key: question.label for question in ASKED}
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
    lost = [question.key for question in contact_model.FIELDS if faults.get(question.key, "missing") != "missing"]
    if "mobile" in faults or lost or sum(map(_size, answers.values())) > _MOST:
        return None
    written = "\n".join(
        _written(call, question, answers[question.key]) for question in FIELDS if answers.get(question.key)
    )
    right = {key: answer for key, answer in answers.items() if key not in faults}
    stand_ins = _stand_ins(call, written)
    complete: dict[str, Answer] = {key: stand_ins[key] for key in faults if key in stand_ins}
    for question in FIELDS:
        if question.key in right:
            complete[question.key] = _masked(right[question.key])
    for question in contact_model.FIELDS:
        if question.key in right:
            complete[question.key] = right[question.key]
    complete["body"] = masked(f"{_PREFACE}\n\n{written}")
    if not faults.keys().isdisjoint(_OWNERS):
        complete |= {key: stand_ins[key] for key in _OWNERS}
    unread = "، ".join(_LABELS[key] for key in faults)
    return complete, f"کامل نرسیده است؛ این‌ها را از صاحبش بپرسید: {unread}"


def _stand_ins(call: Call, written: str) -> dict[str, Answer]:
    """The plainest value of each field that must have one."""
    first = next((line for line in written.split("\n") if line.strip("# ")), "")
    return {
        "title": _UNNAMED,
        "summary": masked(first)[:300] or _UNNAMED,
        "field": call.fields[0].id,
        "counties": (WHOLE_PROVINCE,),
        "stage": Stage.IDEA.value,
        "owners.kind": OwnerKind.PERSON.value,
        "owners.count": "1",
        "name": "نوشته نشده",
    }


def _size(answer: Answer) -> int:
    return len(answer) if isinstance(answer, str) else sum(map(len, answer))


def _written(call: Call, question: Question, answer: Answer) -> str:
    return "\n".join(lines(call, question, answer))


def _masked(answer: Answer) -> Answer:
    return masked(answer) if isinstance(answer, str) else tuple(map(masked, answer))
