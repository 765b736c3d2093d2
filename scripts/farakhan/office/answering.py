"""What an objection is answered: one act, one commit; its owner reads it with their receipt."""

from pathlib import Path

from farakhan.checks.text import check_text
from farakhan.files import objection as objection_file
from farakhan.model.acts import Act
from farakhan.model.objection import MOST, Objection
from farakhan.persian.digits import to_persian
from farakhan.persian.letters import normalise
from farakhan.problems import FarakhanError
from farakhan.record.objections import data_of
from farakhan.store.git import acts
from farakhan.store.git.commits import New, Person
from farakhan.store.vault import proofs


def spelt(root: Path, code: str, text: str) -> str:
    """An answer in the one spelling that files hold.

    Args:
        root: the repository's top.
        code: of the idea to whose owner it is given.
        text: as it was typed.

    Raises:
        FarakhanError: `answer-empty`, `answer-long`; `answer-private`, it tells somebody's number or address, or the
            owner's name, which would stay in git.
    """
    answer = normalise(text, 2 * MOST)
    if not answer:
        raise FarakhanError("answer-empty", "پاسخ خالی است؛ بنویسید چه دیدید و چه شد.")
    if len(answer) > MOST:
        raise FarakhanError("answer-long", to_persian(f"پاسخ را کوتاه‌تر کنید: حداکثر {MOST} حرف."))
    private = [problem for problem in check_text("", 1, "پاسخ", answer) if problem.code.startswith("private-")]
    if private:
        raise FarakhanError("answer-private", private[0].message)
    if proofs.named(root, code, answer):
        message = "نام صاحب ایده در پاسخ است و در گیت می‌ماند؛ بی نام بنویسید، پاسخ را تنها خودش می‌خواند."
        raise FarakhanError("answer-private", message)
    return answer


def commit(root: Path, path: str, answer: str, act: Act, who: Person) -> Objection:
    """Answer an objection, or answer it anew; the earlier answer stays in history.

    Args:
        root: the repository's top.
        path: of its file.
        answer: as `spelt` gave it.
        act: with whoever answers, and when.
        who: the same, as git knows them.

    Raises:
        FarakhanError: `objection-file`; what `commit` raises.
    """
    old = data_of(root, path)
    objection = objection_file.parse(path, old)
    at = max(act.at, objection.registered)
    new = objection.model_copy(update={"answer": answer, "answered": at, "answered_by": act.by or None})
    acts.commit(root, {path: New(objection_file.render(new), old)}, [act], who)
    return new
