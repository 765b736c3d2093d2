"""A new receipt for an idea, in the place of one that was lost."""

import secrets
from datetime import datetime

from farakhan.files import idea as idea_file
from farakhan.model.idea import Idea
from farakhan.model.words import draw_word, receipt_of
from farakhan.persian.digits import to_persian
from farakhan.record.edition import Edition
from farakhan.store import disk
from farakhan.store.git.commits import New, Person, commit


def renew(edition: Edition, code: str, who: Person, why: str, when: datetime) -> tuple[Idea, str]:
    """Give an idea a new receipt as an act of this person; the old receipt's word opens nothing from then on.

    Args:
        edition: in which the idea stands.
        code: the idea's.
        who: called the idea's owner back.
        why: the reason, for the commit's message.
        when: aware.

    Returns:
        The idea with it, and its word.

    Raises:
        FarakhanError: `idea-file`, the file is wrong as it stands; what `commit` raises.
    """
    path = idea_file.idea_path(edition.name, code)
    old = disk.read_bytes(edition.root, path, idea_file.MAX_BYTES)
    word = draw_word(secrets.randbelow)
    idea = idea_file.parse(path, old).model_copy(update={"receipt": receipt_of(code, word)})
    message = f"رسید تازه: ایدهٔ {to_persian(code)}\n\n{' '.join(why.split())}\n"
    commit(edition.root, {path: New(idea_file.render(idea), old)}, message, who, when)
    return idea, word
