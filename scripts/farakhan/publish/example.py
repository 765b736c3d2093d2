"""The worked example of the rules page."""

from markupsafe import Markup

from farakhan.publish.view import View


def worked_example(_view: View, _: str) -> Markup:
    """Waits for the tally's example."""
    return Markup()
