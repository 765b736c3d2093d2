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
from farakhan.persian.order import by_name


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
    """All numbers of an edition; `whole` counts ideas for the whole province, `whole_winners` the winners of them.

    `unnamed` of the winners are counted among all and in their fields, but in no county and no chain, which could tell
    whose they are.
    """

    ideas: int
    judged: int
    winners: int
    unnamed: int
    fields: tuple[Share, ...]
    counties: tuple[CountyShare, ...]
    whole: int
    whole_winners: int
    links: tuple[Entry, ...]
    chains: tuple[ChainShare, ...]


def take(
    call: Call,
    facts: Iterable[Facts],
    judged: frozenset[str],
    winners: Mapping[str, int],
    unnamed: frozenset[str] = frozenset(),
) -> Census:
    """Count an edition's ideas.

    Args:
        call: whose fields are counted in its order, and whose counties and chains in that of their names.
        facts: of all ideas.
        judged: the codes of the ideas that were ranked.
        winners: the public numbers of the winners that are shown, by their codes, in the order of their rank.
        unnamed: the codes of the other winners.
    """
    every = tuple(facts)
    by_code = {idea.code: idea for idea in every}
    ranked = tuple(idea for idea in every if idea.code in judged)
    won = tuple(by_code[code] for code in winners)
    honoured = (*won, *(by_code[code] for code in unnamed))
    in_field, ranked_in_field, won_in_field = _by_field(every), _by_field(ranked), _by_field(honoured)
    in_county, won_in_county = _by_county(every), _by_county(won)
    linked = {link for chain in call.chains for link in chain.links}
    return Census(
        ideas=len(every),
        judged=len(judged),
        winners=len(honoured),
        unnamed=len(unnamed),
        fields=tuple(
            Share(field, in_field[field.id], ranked_in_field[field.id], won_in_field[field.id]) for field in call.fields
        ),
        counties=tuple(
            CountyShare(county, in_county[county.id], won_in_county[county.id]) for county in by_name(call.counties)
        ),
        whole=in_county[WHOLE_PROVINCE],
        whole_winners=won_in_county[WHOLE_PROVINCE],
        links=tuple(link for link in call.links if link.id in linked),
        chains=tuple(_chains(call, every, won, winners)),
    )


def _by_field(ideas: Iterable[Facts]) -> Counter[str]:
    return Counter(idea.field for idea in ideas)


def _by_county(ideas: Iterable[Facts]) -> Counter[str]:
    """An idea counts in each county in which it is to be carried out."""
    return Counter(county for idea in ideas for county in idea.counties)


def _chains(
    call: Call, every: tuple[Facts, ...], won: tuple[Facts, ...], numbers: Mapping[str, int]
) -> Iterator[ChainShare]:
    ideas = Counter(idea.chain for idea in every)
    for chain in by_name(call.chains):
        stands = []
        for link in call.links:
            if link.id in chain.links:
                place = (chain.id, link.id)
                first = tuple(numbers[idea.code] for idea in won if idea.chain == place)
                stands.append(Stand(link, ideas[place], first))
        yield ChainShare(chain, tuple(stands))
