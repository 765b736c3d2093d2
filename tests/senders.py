"""A sender's fields as the contact declares them, and everything that a message can carry; for tests of messages."""

from typing import Annotated

from pydantic import Field
from tests.records import SHIPPED

from farakhan.files import tree
from farakhan.model.base import Frozen, Line, Name, Names, Truth
from farakhan.model.call import Call
from farakhan.model.questions import Asked, Kind, Section, questions


class Sender(Frozen):
    """Who sends an idea."""

    name: Annotated[
        Name, Field(title="نام و نام خانوادگی"), Asked(Kind.LINE, Section.YOU, "نام، نام کامل، اسم، نام متقاضی")
    ]
    mobile: Annotated[
        Name,
        Field(title="تلفن همراه"),
        Asked(Kind.MOBILE, Section.YOU, "موبایل، همراه، شمارهٔ همراه، شمارهٔ موبایل، شمارهٔ تماس، شماره، تماس"),
    ]
    phone: Annotated[Line, Field(title="تلفن دیگر"), Asked(Kind.PHONE, Section.YOU, "تلفن، تلفن ثابت", required=False)]
    eitaa: Annotated[Line, Field(title="نام در ایتا"), Asked(Kind.LINE, Section.YOU, "آیدی ایتا، ایتا", required=False)]
    members: Annotated[
        Names, Field(title="نام اعضا"), Asked(Kind.LINES, Section.YOU, "اعضا، اعضای گروه", required=False)
    ]
    city: Annotated[Line, Field(title="شهر یا روستا"), Asked(Kind.LINE, Section.YOU, "شهر، روستا", required=False)]
    address: Annotated[Line, Field(title="نشانی"), Asked(Kind.LINE, Section.YOU, "آدرس، نشانی منزل", required=False)]
    call_wish: Annotated[Truth, Field(title="تماس تلفنی"), Asked(Kind.YES, Section.YOU, "تماس بگیرید", required=False)]


SENDER = questions(Sender)
CALL = Call.model_validate(tree.load(SHIPPED.read_text(encoding="utf-8"), "call.yml")[0])
