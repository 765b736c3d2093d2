"""The rules by which rows become scores: one function for each name that call.yml may give."""

from collections.abc import Callable, Iterable, Mapping

from farakhan.model.call import Call, TallyRule
from farakhan.model.judging import Candidate, SheetRow
from farakhan.tally.mean import mean
from farakhan.tally.scored import Scored

Rule = Callable[[Call, Mapping[str, Candidate], Iterable[SheetRow]], Mapping[str, Scored]]
"""From a call, the judged ideas by code and all rows to what each idea is given; ideas without a row are left out."""

RULES: Mapping[TallyRule, Rule] = {TallyRule.MEAN: mean}
