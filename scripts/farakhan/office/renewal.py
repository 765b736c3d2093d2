"""A new receipt for an idea, in the place of one that was lost."""

import secrets
from datetime import datetime

from farakhan.files import idea as idea_file
from farakhan.model.idea import Idea
from farakhan.model.words import draw_word, receipt_of
from farakhan.persian.digits import to_persian
from farakhan.record.idea import IdeaPlace
from farakhan.store.git.commits import New, Person, commit


def fresh(idea: Idea) -> tuple[Idea, str]:
    """An idea with a new receipt, and the word of that receipt, which stands nowhere else."""
    word = draw_word(secrets.randbelow)
    return idea.model_copy(update={"receipt": receipt_of(idea.code, word)}), word


def renew(place: IdeaPlace, who: Person, why: str, when: datetime) -> tuple[Idea, str]:
    """Give an idea a new receipt as an act of this person; the old receipt's word opens nothing from then on.

    Args:
        place: where the idea stands.
        who: called the idea's owner back.
        why: the reason, for the commit's message.
        when: aware.

    Returns:
        The idea with it, and its word.

    Raises:
        FarakhanError: `idea-file`, the file is wrong as it stands; what `commit` raises.
    """
    old = place.data()
    idea, word = fresh(idea_file.parse(place.path, old))
    message = f"رسید تازه: ایدهٔ {to_persian(place.code)}\n\n{' '.join(why.split())}\n"
    commit(place.root, {place.path: New(idea_file.render(idea), old)}, message, who, when)
    return idea, word
