"""How often the guard of personal data is wrong: on the sample edition and on sentences as people write them.

The sentences are forty shapes, each with five drawn fillings. Ten digits are a valid national ID once in eleven; those
of a thing are told by the word before them.
"""

import random

from tests.records import ROOT

from farakhan.files import idea as idea_file
from farakhan.model.personal import spans

SHAPES = """\
شمارهٔ سریال دستگاه {serial} است و ضمانت دارد.
دستگاه با سریال {serial} را دو سال پیش خریدیم.
کد کالا {five}-{three} است.
قیمت هر کیلو {price} تومان است.
قیمت از {price} تا {price} تومان فرق می‌کند.
سرمایه {price}،{three},000 تومان می‌خواهد.
{three}/{three}/000 ریال خرج کردیم.
{three},{three},000 تومان برای نخ، {three},000 تومان برای رنگ.
فروش پارسال ۱٬{three}٬000٬000 تومان بود.
در تاریخ 1405/06/0{one} شروع کردیم.
از 1403/0{one}/12 تا 1405/0{one}/20 کار کردیم.
دورهٔ آموزشی 1404-0{one}-15 تمام شد.
ساعت 08:30 تا 16:45 باز هستیم.
کارگاه {one}*{one} متر است.
گلیم {three}×{three} سانتی‌متر، با رج‌شمار {two}.
جعبه {two}*{two}*{two} سانتی‌متر، وزن {three} گرم.
زمین {four} متر مربع و چاه {two} متری داریم.
پلاک خودرو {two} ب {three} ایران {two} است.
پلاک {two}، کوچهٔ {one}، طبقهٔ {one}.
صندوق پستی {five} شیراز.
کد پستی روستا {five} است.
هر ماه {three} عدد، هر سال {four} عدد می‌فروشیم.
{two} نفر، {one} روز در هفته، {one} ساعت در روز.
در سال 1405 و 1406 و 1407 توسعه می‌دهیم.
بین 1390 - 1400 کارگاه داشتیم.
نسبت ترکیب {two}/{two}/{two} است.
دمای {two} تا {two} درجه، رطوبت {two} درصد.
شمارهٔ جواز {four}/{five} است.
پروانهٔ بهداشتی {two}/{five} گرفته‌ایم.
شمارهٔ ثبت شرکت {five} است.
چرخ خیاطی مدل JK-{four} و موتور {three} وات.
پمپ {three}W و لولهٔ {two} میلی‌متر PVC-U.
بسته‌های {three} و {three} و {three} گرمی می‌فروشیم.
کد رهگیری ایدهٔ پیشین 381-622-6900 بود.
صد و بیست و سه نفر، چهل و پنج خانه، شصت و هفت کارگاه.
از صفر شروع کردیم و نهصد و پنجاه متر پارچه بافتیم.
صفر تا صد کار، سی چهل میلیون، پنج شش نفر.
بازار ایتا و تلگرام و اینستاگرام را می‌شناسیم.
قطر {two}.{one} میلی‌متر، طول {four}.{two} متر.
بارکد 626{five}{five} روی بسته است.
"""
FILLED = 5
ALARMS = 0
"""Of the two hundred sentences."""


def _filled(shape: str, draw: random.Random) -> str:
    numbers = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "serial": 10}
    for name, size in numbers.items():
        while f"{{{name}}}" in shape:
            shape = shape.replace(f"{{{name}}}", str(draw.randrange(10 ** (size - 1), 10**size)), 1)
    while "{price}" in shape:
        shape = shape.replace("{price}", f"{draw.randrange(10, 9_000) * 1000:,}", 1)
    return shape


def test_ordinary_sentences_are_left_alone() -> None:
    draw = random.Random(1406)  # noqa: S311 (numbers in sentences)
    sentences = [_filled(shape, draw) for shape in SHAPES.splitlines() for _ in range(FILLED)]
    assert len(sentences) == 200
    alarms = [sentence for sentence in sentences if spans(sentence)]
    assert len(alarms) == ALARMS, alarms


def test_the_sample_is_left_alone() -> None:
    ideas = sorted((ROOT / "submissions/sample/ideas").glob("*/*.md"))
    assert ideas
    alarms = []
    for path in ideas:
        source, _ = idea_file.read(path.name, path.read_bytes())
        assert source
        texts = [str(source.tree[key]) for key in ("title", "summary", "body")]
        alarms += [(path.stem, spans(text)) for text in texts if spans(text)]
    assert alarms == []
