"""How many ideas arrived, were judged and won, by field, county and link of a chain; winners by their public numbers.

Nothing here can tell one losing idea from another.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from farakhan.checks.idea import Facts
from farakhan.model.call import Call, County, Entry
from farakhan.model.idea import WHOLE_PROVINCE


class Share(NamedTuple):
    """The ideas of one field."""

    field: Entry
    ideas: int
    judged: int
    winners: int


class CountyShare(NamedTuple):
    """The ideas that are to be carried out in one county, those for the whole province left out."""

    county: County
    ideas: int
    winners: int


class Stand(NamedTuple):
    """A link of a product's chain: how many ideas stand at it, and the numbers of the winners among them."""

    link: Entry
    ideas: int
    winners: tuple[int, ...]


class ChainShare(NamedTuple):
    """A product's chain with its links in order."""

    product: Entry
    stands: tuple[Stand, ...]


@dataclass(frozen=True, kw_only=True)
class Census:
    """All numbers of an edition; `whole` counts ideas for the whole province, `whole_winners` the winners of them."""

    ideas: int
    judged: int
    winners: int
    fields: tuple[Share, ...]
    counties: tuple[CountyShare, ...]
    whole: int
    whole_winners: int
    links: tuple[Entry, ...]
    chains: tuple[ChainShare, ...]


def take(call: Call, facts: Iterable[Facts], judged: frozenset[str], winners: Mapping[str, int]) -> Census:
    """Count an edition's ideas.

    Args:
        call: whose fields, counties and chains are counted, in their order.
        facts: of all ideas.
        judged: the codes of the ideas that were ranked.
        winners: the public numbers of the winners that are shown, by their codes, in the order of their rank.
    """
    every = tuple(facts)
    by_code = {one.code: one for one in every}
    won = tuple(by_code[code] for code in winners)
    fields, among, first = (
        Counter(one.field for one in some) for some in (every, (one for one in every if one.code in judged), won)
    )
    counties, places = (Counter(county for one in some for county in one.counties) for some in (every, won))
    return Census(
        ideas=len(every),
        judged=len(judged),
        winners=len(won),
        fields=tuple(Share(one, fields[one.id], among[one.id], first[one.id]) for one in call.fields),
        counties=tuple(CountyShare(one, counties[one.id], places[one.id]) for one in call.counties),
        whole=counties[WHOLE_PROVINCE],
        whole_winners=places[WHOLE_PROVINCE],
        links=tuple(one for one in call.links if any(one.id in chain.links for chain in call.chains)),
        chains=tuple(_chains(call, every, won, winners)),
    )


def _chains(
    call: Call, every: tuple[Facts, ...], won: tuple[Facts, ...], numbers: Mapping[str, int]
) -> Iterator[ChainShare]:
    ideas = Counter(one.chain for one in every)
    for chain in call.chains:
        stands = []
        for link in call.links:
            if link.id in chain.links:
                place = (chain.id, link.id)
                first = tuple(numbers[one.code] for one in won if one.chain == place)
                stands.append(Stand(link, ideas[place], first))
        yield ChainShare(chain, tuple(stands))
