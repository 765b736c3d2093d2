"""A new receipt for an idea, in the place of one that was lost."""

import secrets

from farakhan.checks.text import check_text
from farakhan.files import idea as idea_file
from farakhan.model.acts import Act
from farakhan.model.idea import Idea
from farakhan.model.words import with_receipt
from farakhan.problems import FarakhanError
from farakhan.record.idea import IdeaPlace
from farakhan.store.git import acts
from farakhan.store.git.commits import New, Person


def see_reason(why: str) -> None:
    """See to it that an act has a reason, and one that may stand in git for ever.

    Raises:
        FarakhanError: `act-why`, there is none; `act-private`, somebody's number or address stands in it.
    """
    if not why.strip():
        raise FarakhanError("act-why", "دلیل این کار را با --why بنویسید.")
    private = [problem for problem in check_text("", 1, "--why", why) if problem.code.startswith("private-")]
    if private:
        raise FarakhanError("act-private", f"دلیل در گیت می‌ماند. {private[0].message}", "--why")


def renew(place: IdeaPlace, act: Act, who: Person) -> tuple[Idea, str]:
    """Give an idea a new receipt; the old receipt's word opens nothing from then on.

    Args:
        place: where the idea stands.
        act: the renewal, of this idea alone, with its reason.
        who: called the idea's owner back, as git knows them.

    Returns:
        The idea with it, and its word.

    Raises:
        FarakhanError: `idea-file`, the file is wrong as it stands; what `commit` raises.
    """
    old = place.data()
    idea, word = with_receipt(idea_file.parse(place.path, old), secrets.randbelow)
    acts.commit(place.root, {place.path: New(idea_file.render(idea), old)}, [act], who)
    return idea, word
