"""The form page: what an owner is asked, in short steps on one address, made from the model's one list of fields.

The page is whole without a server. A script shows one step at a time, keeps a draft on the phone and in the end sends
the answers to the call's intake address, or makes the ready message where it has none. Without scripts the form is one
plain post to that address; where there is none it is not shown, and the page says how to send instead.
"""

from collections.abc import Callable

from markupsafe import Markup, escape

from farakhan.face.controls import MOST_PHOTOS, STEPS, steps
from farakhan.face.render import render
from farakhan.model import personal
from farakhan.model.answers import ASKED
from farakhan.model.call import Phase
from farakhan.model.idea import HEADINGS
from farakhan.model.questions import SECTION_LABELS, Kind, Section
from farakhan.persian import numbers
from farakhan.publish.view import PublicCall, View

MODULES = ("form", "answers", "count", "draft", "fields", "make", "message", "numbers", "personal", "steps")
"""The scripts of the form, all asked for at once: one after the other they would take turns on a slow line."""
READY, SENDING = "ready", "sending"
"""The script of the form's end, without a server and with one."""


def form(view: View, base: str) -> Markup:
    """The form while ideas can be sent; else the words on what is open now."""
    if view.phase is not Phase.OPEN:
        return Markup()
    names = [(section.value, SECTION_LABELS[section]) for section in Section]
    return render(
        "form.html",
        view=view,
        steps=tuple(steps(view.call)),
        sections=names,
        modules=(*MODULES, SENDING if view.call.intake else READY),
        base=base,
        intake=address(view.call, base),
        most_photos=MOST_PHOTOS,
        personal={**personal.DATA, "words": personal.WORDS},
        numbers=numbers.DATA,
    )


def by_hand(_: View, __: str) -> Markup:
    """The same questions as a text to copy and fill in, in the message's order: a label a line, the body last.

    Bare labels: an example or a choice beside one would be read as its answer wherever it is left empty.
    """
    parts = []
    for section in (*STEPS, Section.BODY):
        own = [question for question in ASKED if question.asked.section is section]
        labels = [f"{question.label}:" for question in own if question.asked.kind is not Kind.TEXT]
        headings = [f"{heading.label}:\n" for heading in HEADINGS] if len(labels) < len(own) else []
        parts.append("\n".join([*labels, *headings]))
    return escape("\n\n".join(parts).strip())


def address(call: PublicCall, base: str) -> str:
    """Where ideas are posted, without a slash at its end; empty where there is no server.

    Args:
        call: its `intake` is `/` where one server has the site and the intake, or that server's origin.
        base: the way from the page to the site's top.
    """
    return f"{base}{call.intake}intake" if call.intake == "/" else call.intake and f"{call.intake}/intake"


def about(template: str) -> Callable[[View, str], Markup]:
    """A fragment on the form, which says another thing where a server takes ideas in than where none does."""
    return lambda view, base: render(f"{template}.html", view=view, base=base, intake=address(view.call, base))
