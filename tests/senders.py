"""The shipped call, for tests of messages."""

from tests.records import SHIPPED

from farakhan.files import tree
from farakhan.model.call import Call

CALL = Call.model_validate(tree.load(SHIPPED.read_text(encoding="utf-8"), "call.yml")[0])
