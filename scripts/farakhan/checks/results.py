"""results.json against the call as it stands now."""

from collections.abc import Iterator

from farakhan.files.inputs import deciding
from farakhan.model.call import Call
from farakhan.model.judging import Results
from farakhan.problems import Problem, problem


def check_results(path: str, results: Results | None, call: Call) -> Iterator[Problem]:
    """Whether results still rest on what decides in their call; `farakhan verify` looks at all their other inputs."""
    if results and results.inputs.call != deciding(call):
        yield problem(path, 1, "results-call")
