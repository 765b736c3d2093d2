"""Papers of the decision: minutes, letters, lists for partners, certificates; contacts open for a reason alone."""

import io
import zipfile

from starlette.responses import Response

from farakhan.desk.desk import Asked
from farakhan.desk.pages.packs import ZIP, downloaded
from farakhan.desk.pages.running import running, show
from farakhan.model.acts import one_line
from farakhan.model.contact import Contact
from farakhan.office import papers as making
from farakhan.office.opening import Opening
from farakhan.problems import FarakhanError
from farakhan.store.clock import now

HERE = "/run/papers"
PDF = "application/pdf"
_TOLD = "خوانده-شود.txt"
"""Of the zip: whose letters name nobody, and why."""


def papers(asked: Asked) -> Response:
    """What papers there are."""
    run = running(asked)
    forbidden = ""
    try:
        making.basis(run.edition)
    except FarakhanError as error:
        forbidden = error.message
    awards = run.edition.awards
    is_numbered = awards is not None and bool(awards.letter.number)
    return show(asked, run, HERE, "run-papers.html", forbidden=forbidden, is_numbered=is_numbered)


def minutes(asked: Asked) -> Response:
    """The minutes alone, which name nobody but by the names that are published."""
    edition = running(asked).edition
    first = next(making.papers(making.basis(edition), {}))
    return downloaded(first.name, making.pdf(edition.root, first), PDF)


def all_as_zip(asked: Asked) -> Response:
    """All papers in one file; with a reason contacts are opened by the key of this machine, and each is logged."""
    edition = running(asked).edition
    made_of, why = making.basis(edition), one_line(asked.text("why"))
    known, sealed = dict[str, Contact](), dict[str, str]()
    if why:
        opening = Opening(asked.session.keyring.keys(), asked.session.sitter.who.name, why, now())
        known, sealed = making.contacts(edition.root, making.judged(made_of), opening)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for paper in making.papers(made_of, known, asked.desk.site):
            archive.writestr(paper.name, making.pdf(edition.root, paper))
        if sealed:
            archive.writestr(_TOLD, "\n".join(f"{code}: {words}" for code, words in sealed.items()))
    return downloaded(f"{edition.name}-papers.zip", out.getvalue(), ZIP)
