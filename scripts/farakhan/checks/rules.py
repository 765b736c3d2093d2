"""The call against what decided in it when the first sheet came in."""

from collections.abc import Iterator

from farakhan.files.rules import rules_of
from farakhan.model.call import Call
from farakhan.model.judging import Rules
from farakhan.problems import Problem, problem


def check_rules(path: str, call: Call, rules: Rules) -> Iterator[Problem]:
    """What changed since the first sheet came in without an amendment that says so.

    Args:
        path: of call.yml.
        call: as it stands.
        rules: as they stood.
    """
    now = rules_of(call, rules.since).values
    for key in sorted(rules.values.keys() | now.keys()):
        old, new = rules.values.get(key, ""), now.get(key, "")
        if old != new and not _amended(call, rules, key, old, new):
            yield problem(path, 1, "call-frozen", key=key, old=old, new=new)


def _amended(call: Call, rules: Rules, key: str, old: str, new: str) -> bool:
    """Whether amendments since then lead from one value to the other."""
    chain = [amendment for amendment in call.amendments if amendment.what == key and amendment.on >= rules.since]
    return bool(chain) and (chain[0].old, chain[-1].new) == (old, new)
