"""Write docs/formats.md and docs/schemas/: the formats of the record's files, from the models themselves.

A test compares what is there with what this makes: `make formats` after a change of a model.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from farakhan.files.sheets import ASSIGNMENT_COLUMNS, OTHER_COLUMNS
from farakhan.model.base import Code, Day, Moment, Sha256, Slug
from farakhan.model.idea import Idea
from farakhan.model.objection import Objection
from farakhan.model.schema import awards_schema, call_schema
from farakhan.persian.digits import to_persian

DOCS = Path(__file__).parent.parent / "docs"
PAGE, CALL, AWARDS = "formats.md", "schemas/call.json", "schemas/awards.json"

Node = Mapping[str, Any]

_HEAD = """\
# شکل پرونده‌ها

هر دوره یک پوشه در `submissions/` است. این صفحه از خود برنامه ساخته می‌شود (`make formats`) و همیشه همان است که
`farakhan check` می‌خواهد. روزها جلالی‌اند (`1406-05-20`) و زمان‌ها به وقت تهران. جای خالی را `''` یا هیچ بگذارید.

| پرونده | چیست |
|---|---|
| [`call.yml`](#callyml) | همهٔ آنچه یک دوره تعیین می‌کند؛ [طرح‌وارهٔ JSON](schemas/call.json) برای ویرایشگرها |
| [`ideas/۶۵/2739401865.md`](#ایده) | هر ایده یک پرونده: سرآغاز YAML و متن |
| [`assignments.csv`](#assignmentscsv) | کدام ایده را کدام داور می‌خواند |
| [`sheets/first/d1.csv`](#برگ-داور) | برگ امتیاز یک داور در یک دور؛ دوری که نام ندارد `first` است |
| `shortlists/second.json` | ایده‌هایی که به یک دور می‌رسند و از کدام برگ‌ها؛ تنها `farakhan sheets close` می‌نویسدش |
| `calibration/d1.csv` | امتیاز یک داور به ایدهٔ هم‌سنجی (`calibration` در call.yml)، به شکل برگ؛ شمرده نمی‌شود |
| `confirmed.csv` | کدام برگ را داورش تأیید کرده است، با اثر انگشت آن؛ تنها `farakhan sheets confirm` می‌نویسدش |
| `rules.json` | آنچه هنگام نخستین برگ در call.yml تعیین‌کننده بود؛ از آن پس تنها با اصلاحیه عوض می‌شود |
| `closed.json` | بستن برگ‌ها و شمارهٔ همگانی هر ایده؛ تنها `farakhan sheets close` می‌نویسدش |
| `results.json` | نتیجهٔ جمع‌بندی؛ تنها `farakhan tally` می‌نویسدش |
| `results-1.json` | نتیجهٔ پیش از بازگشودن برگی در پی اعتراض؛ تنها `farakhan sheets reopen` می‌نویسدش |
| [`awards.yml`](#awardsyml) | تصمیم هیئت داوران؛ [طرح‌وارهٔ JSON](schemas/awards.json) |
| [`objections/2739401865-48213.yml`](#اعتراض) | یک اعتراض و پاسخش؛ نامش کد ایده و شمارهٔ اعتراض است |
| `media/….webp` | عکس برگزیدگانی که به انتشار رضایت داده‌اند؛ تنها `farakhan award` می‌نویسدش |

ویرایشگری که طرح‌واره می‌شناسد، با این سطر در بالای call.yml کلیدها را پیشنهاد می‌دهد و نادرست‌ها را نشان می‌دهد:

```yaml
# yaml-language-server: $schema=../../docs/schemas/call.json
```
"""
_AMENDMENTS = """
### اصلاحیه

هر تغییر فراخوان پس از آغاز، سطری در `amendments` است و در صفحهٔ مقررات دیده می‌شود. مهلتی که بلند می‌شود هم در
`dates.deadline` عوض می‌شود و هم اینجا:

```yaml
amendments:
- {what: مهلت ارسال, old: ۱۵ شهریور, new: ۲۲ شهریور, why: به درخواست شهرستان‌ها, on: 1406-06-10}
```
"""
_ROUNDS = """
### دورهای داوری

بی `rounds` یک دور هست و همه را می‌خواند. با آن، دور نخست همه را می‌خواند و به هر دور پس از آن دست‌کم `shortlist` ایدهٔ
بهتر می‌رسد، با هر ایده‌ای که حداکثر `margin` امتیاز از ۱۰۰ پایین‌تر است یا کمتر از آنچه باید خوانده شده است. امتیاز پایانی
میانگین برگ‌های همهٔ دورهاست و تنها ایده‌های دور پایانی رتبه دارند:

```yaml
rounds:
- {id: first, name: دور نخست, readings: 2, shortlist: '', margin: 0}
- {id: second, name: دور دوم, readings: 3, shortlist: 100, margin: 3}
```
"""
_TABLES = f"""
## assignments.csv

`{",".join(ASSIGNMENT_COLUMNS)}`: هر سطر یک ایده و یک داور؛ کد رهگیری با ده رقم، شناسهٔ داور از `judges`. داوری که ایده‌ای
را در دوری خوانده است در دورهای دیگر آن را نمی‌خواند.

```csv
idea,judge
2739401865,d1
```

## برگ داور

نام پوشه شناسهٔ دور و نام پرونده شناسهٔ داور است. ستون‌ها: `{OTHER_COLUMNS[0]}`، هر معیار با شناسه‌اش، `{OTHER_COLUMNS[1]}`،
`{OTHER_COLUMNS[2]}`. امتیاز عددی صحیح از صفر تا `rubric.scale` است. با `yes` در `conflict` داور کنار می‌رود و آن سطر
شمرده نمی‌شود. جداکنندهٔ `,`، `;`، `؛` یا tab، رقم‌های فارسی و `8.0` هم خوانده می‌شود.

```csv
idea,novelty,market,conflict,note
2739401865,8,7,,
```
"""
_OBJECTION = """
## اعتراض

صاحب ایده در «ایدهٔ من» می‌نویسدش یا دبیرخانه با `farakhan object`؛ پاسخ را `farakhan answer` می‌نویسد. نام و شمارهٔ کسان در
`text` پوشیده است و نوشتهٔ دست‌نخورده کنار تماس ایده در گاوصندوق مهر می‌شود.

"""
_TYPES = {"boolean": "true یا false", "integer": "عدد صحیح", "null": "خالی", "string": "متن"}
_FORMS = {
    str(TypeAdapter(kind).json_schema()["pattern"]): words
    for kind, words in ((Day, "روز"), (Slug, "شناسه"), (Code, "کد رهگیری"), (Sha256, "اثر انگشت"), (Moment, "زمان"))
}
"""What texts of one form are called, by their patterns."""


def page() -> str:
    """The page as Markdown."""
    call, awards = call_schema(), awards_schema()
    parts = [
        _HEAD,
        "\n## call.yml\n\n",
        "".join(_tables(call)),
        _AMENDMENTS,
        _ROUNDS,
        "\n## ایده\n\n",
        "پوشه دو رقم آخر کد است. فرم، پیام و فهرست اکسل از همین فیلدها ساخته می‌شود.\n\n",
        "".join(_tables(Idea.model_json_schema())),
        _TABLES,
        "\n## awards.yml\n\n",
        "".join(_tables(awards)),
        _OBJECTION,
        "".join(_tables(Objection.model_json_schema())),
    ]
    return "".join(parts)


def _tables(schema: Node) -> Iterator[str]:
    """A table of a schema's own keys, then one of each part that it names, in the order in which they are named."""
    yield _table(schema, schema)
    seen: set[str] = set()
    yield from _parts(schema, schema, "", seen)


def _parts(schema: Node, node: Node, place: str, seen: set[str]) -> Iterator[str]:
    for key, child in node["properties"].items():
        named = _named(child)
        if not named:
            continue
        part = schema["$defs"][named]
        part = next((choice for choice in part.get("anyOf", ()) if "properties" in choice), part)
        if "properties" in part and named not in seen:
            seen.add(named)
            at = f"{place}{key}"
            yield f"\n### `{at}`: {child.get('title', key)}\n\n{_table(schema, part)}"
            yield from _parts(schema, part, f"{at}.", seen)


def _table(schema: Node, part: Node) -> str:
    needed = set(part.get("required", ()))
    rows = (
        f"| `{key}` | {child.get('title', '')} | {_kind(schema, child)}{'' if key in needed else '؛ می‌تواند نباشد'} |\n"
        for key, child in part["properties"].items()
    )
    return f"| کلید | چیست | چه می‌گیرد |\n|---|---|---|\n{''.join(rows)}"


def _named(node: Node) -> str:
    """The part of the schema that a key's value, or each item of it, is; empty where it is a plain value."""
    inner = node.get("items", node)
    choices = [inner, *inner.get("anyOf", ()), *inner.get("allOf", ())]
    return next((choice["$ref"].rpartition("/")[2] for choice in choices if "$ref" in choice), "")


def _kind(schema: Node, node: Node) -> str:
    """What a key takes, in words."""
    if node.get("type") == "array":
        return f"فهرست {_kind(schema, node['items'])}"
    if "anyOf" in node:
        return "، یا ".join(_kind(schema, choice) for choice in node["anyOf"] if "const" not in choice)
    if "$ref" in node:
        part = schema["$defs"][node["$ref"].rpartition("/")[2]]
        return f"یکی از {'، '.join(part['enum'])}" if "enum" in part else "کلیدهای زیر"
    words = _FORMS.get(str(node.get("pattern"))) or _TYPES.get(str(node.get("type")), "متن")
    least, most = node.get("minimum", node.get("ge")), node.get("maximum", node.get("le"))
    bounds = [f"دست‌کم {to_persian(least)}"] if least else []
    bounds += [f"حداکثر {to_persian(most)}"] if most else []
    longest = node.get("maxLength")
    bounds += [f"حداکثر {to_persian(longest)} حرف"] if longest else []
    return "، ".join([words, *bounds])


def files() -> dict[str, str]:
    """Every file that is made, by its place in docs."""
    return {
        PAGE: page(),
        CALL: f"{json.dumps(call_schema(), ensure_ascii=False, indent=1)}\n",
        AWARDS: f"{json.dumps(awards_schema(), ensure_ascii=False, indent=1)}\n",
    }


def main() -> None:
    """Write them."""
    for place, text in files().items():
        path = DOCS / place
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
