"""The command `farakhan`: one verb a job.

Exit 0: all is well; 1: there are problems; 2: it could not run; 3: it cannot run until a person has mended what is lost
or broken, and whoever starts it by itself should not try again.
"""

import errno
import gc
import os
import sys
from io import TextIOWrapper
from pathlib import Path
from sqlite3 import DatabaseError
from typing import Annotated

import typer

from farakhan.cli import usage
from farakhan.cli.formats import Format
from farakhan.cli.usage import Program
from farakhan.model.only import Only
from farakhan.problems import DamageError, FarakhanError

# Each verb imports its own room when it runs: `check` must not wait for mkdocs, nor `site` for git.

app = Program("فراخوان ایده‌ها، از اعلام تا برگزیدگان، در یک مخزن گیت.")
keys = Program("کلیدهایی که اطلاعات تماس را باز می‌کنند.")
app.add_typer(keys, name="keys")
sheets = Program("برگ‌های امتیاز داوران.")
app.add_typer(sheets, name="sheets")
KeyFiles = Annotated[list[Path] | None, typer.Option("--key", help="پروندهٔ کلید محرمانه؛ بی آن، کلیدهای خودتان.")]
SiteAddress = Annotated[str, typer.Option(envvar="FARAKHAN_SITE_URL", help="نشانی سایت، برای رسید و لوح.")]
EditionName = Annotated[str, typer.Argument(metavar="دوره", help="نام دوره، مانند 1406 یا sample.")]


@app.command()
def check(
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="پرونده", help="پرونده یا پوشه؛ بی آن، همهٔ submissions.")
    ] = None,
    since: Annotated[
        str, typer.Option(help="تنها پرونده‌هایی که از این نسخهٔ گیت تغییر کرده‌اند؛ دو نسخه با سه نقطه: A...B.")
    ] = "",
    format_: Annotated[Format, typer.Option("--format", help="شکل خروجی.")] = Format.TEXT,
    only: Annotated[Only, typer.Option(help="با دو نسخه: آنچه تغییر می‌تواند بیاورد.")] = Only.ALL,
) -> None:
    """همهٔ مشکل‌های پرونده‌ها را نشان می‌دهد."""
    from farakhan.cli.check import run  # noqa: PLC0415

    raise typer.Exit(run(Path.cwd(), paths or [], since, format_, only))


@app.command()
def schema(edition: EditionName) -> None:
    """طرح‌وارهٔ JSON پروندهٔ ایده‌های یک دوره را چاپ می‌کند؛ برای ویرایشگرها و برنامه‌های دیگر."""
    from farakhan.cli.schema import run  # noqa: PLC0415

    run(edition)


@app.command()
def assign(  # noqa: PLR0913, PLR0917 (each is a word of the command)
    edition: EditionName,
    readings: Annotated[
        int | None, typer.Option(min=1, max=99, help="هر ایده را چند داور بخوانند؛ بی آن، readings در call.yml.")
    ] = None,
    report: Annotated[bool, typer.Option("--report", help="تنها بگو اکنون چگونه تقسیم شده است.")] = False,  # noqa: FBT002 (typer's form of a flag)
    added: Annotated[
        list[str] | None, typer.Option("--add-judge", help="داوری که تازه آمده است و سهمی از دیگران می‌گیرد.")
    ] = None,
    dropped: Annotated[
        list[str] | None, typer.Option("--drop-judge", help="داوری که رفته است؛ آنچه نخوانده به دیگران می‌رسد.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="بی پرسیدن انجام بده.")] = False,  # noqa: FBT002 (typer's form of a flag)
) -> None:
    """ایده‌های پذیرفته را میان داوران تقسیم می‌کند، یا تنها آنچه را باید عوض شود عوض می‌کند؛ پیش از ثبت نشان می‌دهد."""
    from farakhan.cli import sharing  # noqa: PLC0415

    if report:
        sharing.report(edition)
    else:
        sharing.assign(edition, readings, added or [], dropped or [], sure=yes)


@app.command()
def packs(
    edition: EditionName,
    out: Annotated[Path, typer.Option(metavar="پوشه", help="پوشه‌ای بیرون از مخزن.")],
) -> None:
    """بستهٔ هر داور را می‌سازد: برگ امتیاز در Excel و ایده‌هایی که باید بخواند، بی نام و نشان صاحبانشان."""
    from farakhan.cli.judging import packs as run  # noqa: PLC0415

    run(edition, out)


@sheets.command(name="import")
def import_(
    edition: EditionName,
    files: Annotated[list[Path], typer.Argument(metavar="برگ", help="برگ‌هایی که داوران فرستاده‌اند، Excel یا CSV.")],
    trial: Annotated[bool, typer.Option("--try", help="تنها نشان بده چه خوانده می‌شود.")] = False,  # noqa: FBT002 (typer's form of a flag)
) -> None:
    """برگ‌های داوران را می‌گیرد: یا همه، یا هیچ؛ هر نادرستی با ردیف و ستونش گفته می‌شود."""
    from farakhan.cli.judging import import_sheets as run  # noqa: PLC0415

    run(edition, files, trial=trial)


@sheets.command(name="calibration")
def calibration(edition: EditionName) -> None:
    """می‌گوید داوران به ایدهٔ هم‌سنجی چه داده‌اند، بی نام کسی؛ برای همهٔ آنان بفرستیدش."""
    from farakhan.cli.judging import show_calibration as run  # noqa: PLC0415

    run(edition)


@sheets.command(name="show")
def show_(
    edition: EditionName,
    judge: Annotated[str, typer.Argument(metavar="داور", help="شناسهٔ داور؛ بی آن، همه.")] = "",
    page: Annotated[
        Path | None,
        typer.Option(help="صفحه‌ای برای داور، در این پروندهٔ HTML بیرون از مخزن؛ بی نام داور، پوشهٔ صفحه‌های همه."),
    ] = None,
) -> None:
    """برگ ثبت‌شدهٔ هر داور را می‌خواند تا خودش تأیید کند."""
    from farakhan.cli.judging import show_sheet as run  # noqa: PLC0415

    run(edition, judge, page)


@sheets.command(name="confirm")
def confirm(
    edition: EditionName,
    judges: Annotated[list[str], typer.Argument(metavar="داور", help="شناسهٔ داوری که تأیید کرده است؛ چند تا می‌شود.")],
    yes: Annotated[bool, typer.Option("--yes", help="بی پرسیدن انجام بده.")] = False,  # noqa: FBT002 (typer's form of a flag)
) -> None:
    """می‌نویسد که داور برگ ثبت‌شده را دیده و تأیید کرده است؛ برگی که پس از آن عوض شود تأیید تازه می‌خواهد."""
    from farakhan.cli.judging import confirm_sheets as run  # noqa: PLC0415

    run(edition, judges, sure=yes)


@sheets.command(name="close")
def close(
    edition: EditionName,
    yes: Annotated[bool, typer.Option("--yes", help="بی پرسیدن انجام بده.")] = False,  # noqa: FBT002 (typer's form of a flag)
) -> None:
    """برگ‌ها را می‌بندد و به هر ایده شماره‌ای همگانی می‌دهد؛ تنها پس از آن شمرده می‌شوند و دیگر عوض نمی‌شوند."""
    from farakhan.cli.judging import close_sheets as run  # noqa: PLC0415

    run(edition, sure=yes)


@sheets.command(name="reopen")
def reopen(
    edition: EditionName,
    judge: Annotated[str, typer.Argument(metavar="داور", help="شناسهٔ داور.")],
    objection: Annotated[str, typer.Option(metavar="شماره", help="شمارهٔ اعتراضی که در پی آن است.")],
    why: Annotated[str, typer.Option(help="داور چه را دوباره ببیند؛ نوشته می‌شود.")],
    yes: Annotated[bool, typer.Option("--yes", help="بی پرسیدن انجام بده.")] = False,  # noqa: FBT002 (typer's form of a flag)
) -> None:
    """پس از بستن و در پی یک اعتراض، برگ یک داور را یک بار دیگر باز می‌کند؛ نتیجهٔ پیشین می‌ماند و tally فرق را می‌گوید."""
    from farakhan.cli.judging import reopen_sheet as run  # noqa: PLC0415

    run(edition, judge, objection, why, sure=yes)


@app.command()
def tally(
    edition: EditionName,
    plan: Annotated[  # noqa: FBT002 (typer)
        bool, typer.Option("--plan", help="تنها بگو چند خوانش مانده است و کدام ایده‌ها خوانده می‌شوند.")
    ] = False,
) -> None:
    """امتیازها را جمع می‌بندد و results.json را می‌نویسد."""
    from farakhan.cli.tally import plan as show_plan  # noqa: PLC0415
    from farakhan.cli.tally import tally as run  # noqa: PLC0415

    show = show_plan if plan else run
    show(edition)


@app.command()
def award(  # noqa: PLR0913, PLR0917 (each is a word of the command)
    edition: EditionName,
    codes: Annotated[
        list[str] | None,
        typer.Argument(metavar="کد", help="کد ایده‌ها یا رتبه‌هایشان؛ بی آن، پیش‌نویس از جمع‌بندی، یا تصمیم تا اینجا."),
    ] = None,
    award_: Annotated[str | None, typer.Option("--award", help="عنوان تقدیر، شناسه یا نام، از call.yml.")] = None,
    role: Annotated[
        str | None, typer.Option(help="نقش: none، chain_leader، workshop_operator؛ آنچه صاحبش نخواسته دلیل می‌خواهد.")
    ] = None,
    support: Annotated[
        list[str] | None, typer.Option(help="«همکار: چه حمایتی»؛ چند بار می‌شود؛ none هیچ حمایتی.")
    ] = None,
    reason: Annotated[str | None, typer.Option(help="دلیل هیئت؛ هر چه جز رتبه‌بندی است دلیل می‌خواهد.")] = None,
    name: Annotated[str | None, typer.Option(help="نام برای انتشار، اگر صاحب ایده آن را به شما گفته است.")] = None,
    pass_over: Annotated[bool, typer.Option("--pass-over", help="تقدیر نشود؛ با --reason.")] = False,  # noqa: FBT002 (typer's form of a flag)
    letter: Annotated[str, typer.Option(help="شمارهٔ نامه‌ای که صورت‌جلسهٔ امضاشده با آن ابلاغ شد.")] = "",
    day: Annotated[str, typer.Option(help="روز آن نامه، مانند 1406/08/12؛ بی آن، امروز.")] = "",
    signed: Annotated[list[str] | None, typer.Option(help="نام کسی که امضا می‌کند؛ چند بار می‌شود.")] = None,
    key: KeyFiles = None,
    yes: Annotated[bool, typer.Option("--yes", help="بی پرسیدن ثبت کن.")] = False,  # noqa: FBT002 (typer's form of a flag)
) -> None:
    """تصمیم هیئت داوران: پیش‌نویس از جمع‌بندی، سپس هر تصمیم در یک سطر؛ پیش از ثبت نشان می‌دهد."""
    from farakhan.cli.award import Words  # noqa: PLC0415
    from farakhan.cli.award import award as run  # noqa: PLC0415

    decided = pass_over or support or any(value is not None for value in (award_, role, reason, name))
    if bool(codes) != bool(decided):
        raise typer.BadParameter("کد ایده و آنچه دربارهٔ آن تصمیم گرفته شد با هم نوشته می‌شود.")
    if day and not letter:
        raise typer.BadParameter("روز نامه را با شمارهٔ آن بنویسید: --letter")
    words = Words(codes or [], award_, role, support or [], reason, name, pass_over, letter, day, signed or [])
    run(edition, words, key or [], sure=yes)


@app.command()
def papers(
    edition: EditionName,
    out: Annotated[Path, typer.Option(metavar="پوشه", help="پوشه‌ای تازه بیرون از مخزن.")],
    why: Annotated[str, typer.Option(help="دلیل باز کردن تماس‌ها؛ نوشته می‌شود. بی آن، نامه‌ها بی‌نام است.")] = "",
    key: KeyFiles = None,
    site: SiteAddress = "",
) -> None:
    """صورت‌جلسه، نامه به هر صاحب ایده، فهرست هر همکار و لوح‌ها، به PDF؛ هر کدام تنها با آنچه خواننده‌اش باید بداند."""
    from farakhan.cli.papers import papers as run  # noqa: PLC0415

    run(edition, out, key or [], why, site)


@app.command(name="object")
def object_(  # noqa: PLR0913, PLR0917 (each is a word of the command)
    code: Annotated[str, typer.Argument(metavar="کد", help="کد رهگیری.")],
    source: Annotated[
        str, typer.Argument(metavar="متن", help="پروندهٔ متن؛ - ورودی استاندارد؛ بی آن، در ترمینال می‌پرسد.")
    ] = "",
    channel: Annotated[str, typer.Option(help="راهی که از آن رسید، مانند phone یا in_person.")] = "phone",
    arrived: Annotated[
        str, typer.Option(help="زمان رسیدن، مانند «1406/08/20 10:30»؛ روز تنها: ظهرش؛ بی آن: اکنون.")
    ] = "",
    late: Annotated[bool, typer.Option("--late", help="بیرون از مهلت است و با این همه شنیده شود؛ با --why.")] = False,  # noqa: FBT002 (typer's form of a flag)
    why: Annotated[str, typer.Option(help="چرا بیرون از مهلت شنیده می‌شود؛ نوشته می‌شود.")] = "",
    key: KeyFiles = None,
    yes: Annotated[bool, typer.Option("--yes", help="بی پرسیدن ثبت کن.")] = False,  # noqa: FBT002 (typer's form of a flag)
) -> None:
    """اعتراض صاحب یک ایده را که با تلفن، نامه یا حضوری رسیده ثبت می‌کند؛ نام و شمارهٔ کسان در آن پوشیده می‌شود."""
    from farakhan.cli.objections import Words, take_down  # noqa: PLC0415

    if late != bool(why.strip()):
        raise typer.BadParameter("گزینهٔ --late و دلیلش --why با هم نوشته می‌شود.")
    take_down(code, Words(source, channel, arrived, why), key or [], sure=yes)


@app.command()
def objections(
    edition: EditionName,
    number: Annotated[str, typer.Argument(metavar="شماره", help="یک اعتراض را کامل نشان بده.")] = "",
) -> None:
    """اعتراض‌ها را می‌گوید: شماره، کد، روز، پاسخ داده شده یا نه، و چه می‌خواهد."""
    from farakhan.cli.objections import show as run  # noqa: PLC0415

    run(edition, number)


@app.command()
def answer(
    edition: EditionName,
    number: Annotated[str, typer.Argument(metavar="شماره", help="شمارهٔ اعتراض.")],
    source: Annotated[
        str, typer.Argument(metavar="پاسخ", help="پروندهٔ پاسخ؛ - ورودی استاندارد؛ بی آن، در ترمینال می‌پرسد.")
    ] = "",
    yes: Annotated[bool, typer.Option("--yes", help="بی پرسیدن ثبت کن.")] = False,  # noqa: FBT002 (typer's form of a flag)
) -> None:
    """به یک اعتراض پاسخ می‌دهد: ثبتی به نام شما؛ صاحب ایده پاسخ را در «ایدهٔ من» می‌خواند."""
    from farakhan.cli.objections import answer as run  # noqa: PLC0415

    run(edition, number, source, sure=yes)


@app.command()
def verify(
    editions: Annotated[
        list[str] | None,
        typer.Argument(metavar="دوره", help="نام دوره‌ها؛ بی آن، هر دوره‌ای که نتیجه یا تقدیر دارد یا داشته است."),
    ] = None,
    opened: Annotated[
        str, typer.Option("--from", metavar="پوشه یا نشانی", help="تنها از دادهٔ باز: پوشه‌اش، یا نشانی آن در سایت.")
    ] = "",
) -> None:
    """از نو می‌شمارد و هر چه را با آنچه شمرده و تصمیم گرفته شد یکی نیست می‌گوید."""
    from farakhan.cli import recount  # noqa: PLC0415

    if opened:
        recount.verify_open(opened)
    else:
        recount.verify(editions or [])


@app.command()
def report(
    edition: EditionName,
    out: Annotated[Path, typer.Option(metavar="پرونده", help="پروندهٔ HTML، بیرون از مخزن.")],
) -> None:
    """گزارش داوری برای دبیرخانه: چه چیزی در مرز است، داوران چه فرقی دارند، هر داور چه را عوض می‌کند."""
    from farakhan.cli.report import report as run  # noqa: PLC0415

    run(edition, out)


@app.command()
def audit(edition: EditionName) -> None:
    """تاریخچهٔ گیت را می‌گردد و هر چه را دیر عوض شده است می‌گوید: متن پس از مهلت، برگ پس از بستن، نتیجه پس از امضا."""
    from farakhan.cli.audit import audit as run  # noqa: PLC0415

    run(edition)


@app.command()
def site(
    edition: Annotated[str, typer.Option(help="نام دوره؛ بی آن، تازه‌ترین دوره‌ای که نمونه نیست.")] = "",
    today: Annotated[str, typer.Option(help="روزی که سایت برای آن ساخته می‌شود، مانند 1406/06/02؛ بی آن، امروز.")] = "",
    out: Annotated[Path, typer.Option(help="پوشهٔ سایت.")] = Path("public"),
    keep_going: Annotated[  # noqa: FBT002 (typer's form of a flag)
        bool, typer.Option("--keep-going", help="اگر تصمیمی نشان‌دادنی نبود، خطا نده؛ برای ساختن شبانه.")
    ] = False,
) -> None:
    """سایت را می‌سازد."""
    from farakhan.cli.site import site as run  # noqa: PLC0415

    run(edition, today, out, keep_going=keep_going)


@app.command()
def serve(
    folder: Annotated[Path, typer.Argument(metavar="پوشه", help="پوشهٔ سایت ساخته‌شده.")] = Path("public"),
    port: Annotated[int, typer.Option(min=0, max=65535, help="درگاه؛ 0 یعنی هر درگاه آزاد.")] = 8000,
    host: Annotated[str, typer.Option(help="نشانی شبکه؛ بی آن، تنها همین رایانه.")] = "127.0.0.1",
    edition: Annotated[str, typer.Option(help="نام دوره؛ بی آن، تازه‌ترین دوره‌ای که نمونه نیست.")] = "",
    elsewhere: Annotated[str, typer.Option(help="اگر سایت جای دیگری است، نشانی آن، مانند https://example.ir.")] = "",
) -> None:
    """سایت ساخته‌شده را نشان می‌دهد و اگر فراخوان نشانی دریافت دارد، ایده‌ها را می‌گیرد و ثبت می‌کند."""
    from farakhan.cli.serve import serve as run  # noqa: PLC0415

    run(folder, host, port, edition, elsewhere)


@app.command()
def desk(  # noqa: PLR0913, PLR0917 (options of a command)
    edition: Annotated[
        str, typer.Argument(metavar="دوره", help="نام دوره؛ بی آن، تازه‌ترین دوره‌ای که نمونه نیست.")
    ] = "",
    port: Annotated[int, typer.Option(min=0, max=65535, help="درگاه؛ 0 یعنی هر درگاه آزاد.")] = 8010,
    lan: Annotated[bool, typer.Option("--lan", help="برای همهٔ رایانه‌های دفتر، با TLS و رمز هر کس.")] = False,  # noqa: FBT002 (typer's form of a flag)
    judges: Annotated[bool, typer.Option("--judges", help="تنها صفحهٔ داوران، بی هیچ راهی به میز کار.")] = False,  # noqa: FBT002 (typer's form of a flag)
    address: Annotated[
        str, typer.Option(help="نشانی همگانی آن پشت وب‌سرور همین رایانه، مانند https://desk.example.ir.")
    ] = "",
    person_header: Annotated[
        str, typer.Option(help="با --address: سرآیندی که وب‌سرور نام واردشده را در آن می‌گوید.")
    ] = "",
    site: SiteAddress = "",
) -> None:
    """میز کار دبیرخانه در مرورگر، هر کار یک ثبت به نام کسی که می‌کند؛ با --judges صفحهٔ داوران."""
    if judges:
        from farakhan.cli.judges import judges as run_judges  # noqa: PLC0415

        run_judges(edition, port, address)
        return
    from farakhan.cli.desk import desk as run  # noqa: PLC0415

    run(edition, port, address, person_header, site, lan=lan)


@app.command(name="judge-link")
def judge_link(
    edition: Annotated[str, typer.Argument(metavar="دوره", help="نام دوره.")],
    judge: Annotated[str, typer.Argument(metavar="داور", help="شناسهٔ داور در call.yml.")],
    address: Annotated[
        str, typer.Option(help="نشانی همگانی صفحهٔ داوران، مانند https://davari.example.ir.")
    ] = "http://127.0.0.1:8010",
) -> None:
    """لینک پنهان و واژهٔ یک‌بارمصرف یک داور، یک بار؛ لینک و رمز پیشین او دیگر کار نمی‌کند."""
    from farakhan.cli.judges import judge_link as run  # noqa: PLC0415

    run(edition, judge, address)


@app.command()
def commit(once: Annotated[bool, typer.Option("--once", help="یک بار، برای زمان‌بند.")] = False) -> None:  # noqa: FBT002 (typer's form of a flag)
    """آنچه را در صف دریافت مانده است به گیت می‌برد؛ برای وقتی که serve کار نمی‌کند."""
    from farakhan.cli.commit import commit as run  # noqa: PLC0415

    run(once=once)


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(metavar="پرونده", help="پروندهٔ پشتیبان که ساخته می‌شود.")],
    edition: Annotated[str, typer.Option(help="نام دوره‌ای که پشتیبان با کلیدهایش مهر می‌شود؛ بی آن، تازه‌ترین.")] = "",
) -> None:
    """همهٔ آنچه بیرون از گیت است (صف دریافت و گاوصندوق) در یک پروندهٔ مهرشده؛ سرور هم می‌تواند در کار باشد."""
    from farakhan.cli.backup import backup as run  # noqa: PLC0415

    run(file, edition)


@app.command()
def restore(
    file: Annotated[Path | None, typer.Argument(metavar="پرونده", help="پروندهٔ پشتیبان؛ بی آن، تنها جای دوم.")] = None,
    key: KeyFiles = None,
    mirror: Annotated[bool, typer.Option("--mirror", help="آنچه جای دوم (FARAKHAN_MIRROR) دارد هم برگردد.")] = False,  # noqa: FBT002 (typer's form of a flag)
) -> None:
    """پشتیبان، جای دوم گاوصندوق یا هر دو را در رونوشتی تازه از مخزن برمی‌گرداند؛ پس از آن serve کار را دنبال می‌کند."""
    from farakhan.cli.backup import restore as run  # noqa: PLC0415

    if not (file or mirror):
        raise typer.BadParameter("پروندهٔ پشتیبان یا --mirror را بنویسید.")
    run(file, key or [], mirror=mirror)


@app.command()
def register(  # noqa: PLR0913, PLR0917 (each is a word of the command)
    edition: EditionName,
    source: Annotated[
        str,
        typer.Argument(
            metavar="پیام",
            help="پروندهٔ پیام (متن، docx، pdf)، یا پاسخ‌ها (yml، yaml، json)؛ - ورودی استاندارد، clipboard بریده‌دان؛ "
            "بی آن، می‌پرسد.",
        ),
    ] = "",
    channel: Annotated[str, typer.Option(help="راه ارسال، مانند eitaa یا phone.")] = "eitaa",
    arrived: Annotated[
        str, typer.Option(help="زمان رسیدن، مانند «1406/05/20 10:30»؛ روز تنها: ظهرش؛ بی آن: اکنون.")
    ] = "",
    staff: Annotated[str, typer.Option(help="شناسهٔ کارشناس ثبت‌کننده.")] = "",
    paper: Annotated[str, typer.Option(help="شمارهٔ بایگانی نسخهٔ کاغذی.")] = "",
    settings: Annotated[
        list[str] | None, typer.Option("--set", help="کلید=مقدار، به‌جای آنچه در پیام است؛ نه برای اطلاعات تماس.")
    ] = None,
    part: Annotated[
        int | None, typer.Option(help="کدام ایده، در پیامی که چند ایده دارد؛ 0 همه را یک ایده می‌گیرد.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="بی پرسیدن ثبت کن.")] = False,  # noqa: FBT002 (typer's form of a flag)
    site: SiteAddress = "",
) -> None:
    """ایده‌ای را که رسیده ثبت می‌کند و رسید می‌دهد: از پیام، از پرونده، یا با پرسیدن."""
    from farakhan.cli.register import EntryWords, run  # noqa: PLC0415

    run(edition, source, settings or [], EntryWords(channel, arrived, by=staff, paper=paper), site, part=part, yes=yes)


@app.command()
def receipt(
    code: Annotated[str, typer.Argument(metavar="کد", help="کد رهگیری.")],
    page: Annotated[Path | None, typer.Option(help="رسید برای چاپ، با رمزینه، در این پروندهٔ HTML.")] = None,
    site: SiteAddress = "",
) -> None:
    """رسید یک ایده را دوباره می‌دهد، به‌صورت متن یا برای چاپ."""
    from farakhan.cli.receipts import receipt as run  # noqa: PLC0415

    run(code, page, site)


@app.command()
def renew(  # noqa: PLR0913, PLR0917 (each is a word of the command)
    code: Annotated[str, typer.Argument(metavar="کد", help="کد رهگیری.")],
    why: Annotated[str, typer.Option(help="دلیل، مانند «رسید گم شده»؛ نوشته می‌شود.")],
    page: Annotated[Path | None, typer.Option(help="رسید برای چاپ، با رمزینه، در این پروندهٔ HTML.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="به صاحب ایده زنگ زده‌ام و خودش است.")] = False,  # noqa: FBT002 (typer's form of a flag)
    site: SiteAddress = "",
    key: KeyFiles = None,
) -> None:
    """رسیدی تازه به‌جای رسید گم‌شده: شمارهٔ صاحب ایده را باز می‌کند تا به او زنگ بزنید، و رمزی تازه می‌سازد."""
    from farakhan.cli.receipts import renew as run  # noqa: PLC0415

    run(code, key or [], why, page, site, called=yes)


@app.command()
def show(
    code: Annotated[str, typer.Argument(metavar="کد", help="کد رهگیری.")],
    why: Annotated[str, typer.Option(help="دلیل دیدن اطلاعات تماس؛ نوشته می‌شود. بی آن، تماس بسته می‌ماند.")] = "",
    files: Annotated[
        Path | None,
        typer.Option(help="پوشه‌ای که عکس‌ها، کلیپ‌ها و پیوست‌ها در آن نوشته شود، بیرون از مخزن؛ با --why."),
    ] = None,
    key: KeyFiles = None,
) -> None:
    """یک ایده را نشان می‌دهد، با فهرست عکس‌ها، کلیپ‌ها و پیوست‌هایش."""
    if files and not why:
        raise typer.BadParameter("با --files دلیل دیدن را هم با --why بنویسید؛ شاید کسی در آن‌ها دیده شود.")
    if not why:
        from farakhan.cli.ideas import show as run  # noqa: PLC0415

        run(code)
        return
    from farakhan.cli import opening  # noqa: PLC0415

    if files:
        opening.save(code, key or [], why, files)
    else:
        opening.show(code, key or [], why)


@app.command()
def attach(
    code: Annotated[str, typer.Argument(metavar="کد", help="کد رهگیری.")],
    files: Annotated[
        list[Path], typer.Argument(metavar="پرونده", help="عکس برگه، پیام صوتی، Word، PDF یا هر پرونده‌ای.")
    ],
    why: Annotated[str, typer.Option(help="دلیل، مانند «برگه‌ای که خودش آورد»؛ نوشته می‌شود.")],
    media: Annotated[  # noqa: FBT002 (typer's form of a flag)
        bool,
        typer.Option("--media", help="عکس یا کلیپ کار است و کسی در آن نیست: میان عکس‌های ایده بگذار تا داوران ببینند."),
    ] = False,
) -> None:
    """پرونده‌ای را کنار یک ایده می‌گذارد: مهرشده، کنار تماس، تا تنها کارشناس ببیند؛ با --media میان عکس و کلیپ ایده."""
    from farakhan.cli.correcting import attach as run  # noqa: PLC0415

    run(code, files, why, media=media)


@app.command()
def mend(  # noqa: PLR0913, PLR0917 (each is a word of the command)
    code: Annotated[str, typer.Argument(metavar="کد", help="کد رهگیری.")],
    why: Annotated[str, typer.Option(help="دلیل، مانند «از برگه نادرست خوانده شده بود»؛ نوشته می‌شود.")],
    settings: Annotated[list[str] | None, typer.Option("--set", help="کلید=مقدار؛ نه برای اطلاعات تماس.")] = None,
    body: Annotated[Path | None, typer.Option(help="پروندهٔ متن تازه.")] = None,
    untouched: Annotated[
        str,
        typer.Option(
            help="نوشته‌ای که پوشیده آمده و دست‌نخورده مهر است: use به جای پوشیده بنشیند، drop فراموش شود؛ کلید می‌خواهد."
        ),
    ] = "",
    key: KeyFiles = None,
) -> None:
    """رونویسی نادرست یک ایده را درست می‌کند: ثبتی با دلیل و اثر انگشت تازه؛ ایدهٔ پذیرفته دوباره بررسی می‌شود."""
    from farakhan.cli import correcting  # noqa: PLC0415

    if not untouched:
        correcting.mend(code, settings or [], body, why)
        return
    if untouched not in list(correcting.Untouched):
        raise typer.BadParameter(f"یکی از این‌هاست: {'، '.join(correcting.Untouched)}")
    if settings or body:
        raise typer.BadParameter("با --untouched چیز دیگری عوض نمی‌شود؛ آن را جدا بزنید.")
    correcting.decide_untouched(code, correcting.Untouched(untouched), key or [], why)


@app.command()
def contact(
    code: Annotated[str, typer.Argument(metavar="کد", help="کد رهگیری.")],
    why: Annotated[str, typer.Option(help="دلیل، مانند «شماره‌اش عوض شده است»؛ نوشته می‌شود.")],
    source: Annotated[
        str,
        typer.Argument(metavar="پاسخ‌ها", help="پروندهٔ پاسخ‌ها (yml، yaml، json) با نام یا شمارهٔ درست؛ بی آن، می‌پرسد."),
    ] = "",
    key: KeyFiles = None,
) -> None:
    """نام و شمارهٔ صاحب یک ایده را درست می‌کند: از نو مهر می‌شود و او با شمارهٔ تازه شناخته می‌شود."""
    from farakhan.cli.correcting import contact as run  # noqa: PLC0415

    run(code, source, key or [], why)


@app.command()
def screen(
    code: Annotated[str, typer.Argument(metavar="کد", help="کد رهگیری.")],
    decision: Annotated[
        str,
        typer.Argument(metavar="تصمیم", help="accept پذیرش، return بازگشت، reject رد، hold نگه‌داشتن، withdraw انصراف."),
    ],
    reason: Annotated[str, typer.Option(help="شناسهٔ دلیل از call.yml.")] = "",
    note: Annotated[str, typer.Option(help="یادداشت برای دبیرخانه؛ با return، صاحب ایده می‌خواندش.")] = "",
    seen: Annotated[str, typer.Option(help="اثر انگشت متنی که دیده‌اید، همان که show نشان می‌دهد.")] = "",
) -> None:
    """تصمیم دبیرخانه دربارهٔ یک ایده: هر تصمیم یک ثبت به نام شما."""
    from farakhan.cli.screening import screen as run  # noqa: PLC0415
    from farakhan.office.screening import Decision  # noqa: PLC0415

    if decision not in list(Decision):
        raise typer.BadParameter(f"تصمیم یکی از این‌هاست: {'، '.join(Decision)}")
    run(code, Decision(decision), reason, note, seen)


@app.command()
def staff(
    ident: Annotated[str, typer.Argument(metavar="شناسه", help="شناسه‌تان زیر staff در call.yml؛ بی آن، نام همه.")] = "",
    word: Annotated[bool, typer.Option("--word", help="واژهٔ یک‌باره‌ای برای آمدن این شناسه به میز کار.")] = False,  # noqa: FBT002 (typer's form of a flag)
) -> None:
    """می‌گوید کسی که اینجا با گیت کار می‌کند کدام کارشناس است، تا کارهایش به همان نام ثبت شود."""
    from farakhan.cli.staff import give_word, tie  # noqa: PLC0415

    if word:
        give_word(ident)
    else:
        tie(ident)


@app.command()
def export(
    edition: EditionName,
    out: Annotated[Path, typer.Option(help="پروندهٔ اکسل.")] = Path("ideas.xlsx"),
    why: Annotated[
        str, typer.Option(help="دلیل آوردن اطلاعات تماس؛ برای هر ایده نوشته می‌شود. بی آن، تماسی در فهرست نیست.")
    ] = "",
    key: KeyFiles = None,
) -> None:
    """فهرست ایده‌ها را در اکسل می‌نویسد."""
    from farakhan.cli.export import export as run  # noqa: PLC0415

    run(edition, out, key or [], why)


@app.command()
def erase(
    why: Annotated[str, typer.Option(help="دلیل پاک‌کردن؛ نوشته می‌شود.")],
    code: Annotated[str, typer.Argument(metavar="کد", help="کد رهگیری؛ بی آن، --edition.")] = "",
    edition: Annotated[str, typer.Option(help="همهٔ ایده‌های این دوره، پس از روز نگه‌داری.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="بی پرسیدن پاک کن؛ پیش از روز نگه‌داری نمی‌شود.")] = False,  # noqa: FBT002 (typer's form of a flag)
) -> None:
    """تماس، نشانهٔ شناسایی، عکس‌ها، کلیپ‌ها و پیوست‌های یک ایده یا یک دوره را برای همیشه پاک می‌کند."""
    from farakhan.cli.erase import erase as run  # noqa: PLC0415
    from farakhan.cli.erase import erase_edition  # noqa: PLC0415

    if bool(code) == bool(edition):
        raise typer.BadParameter("کد یک ایده یا --edition را بنویسید، یکی از این دو.")
    if edition:
        erase_edition(edition, why, sure=yes)
    else:
        run(code, why)


@keys.command("new")
def keys_new(
    holder: Annotated[str, typer.Argument(metavar="دارنده", help="دارندهٔ کلید؛ برای کلید کاغذی، جای پاکت.")],
    paper: Annotated[bool, typer.Option("--paper", help="کلید کاغذی: صفحه‌ای برای چاپ.")] = False,  # noqa: FBT002 (typer's form of a flag)
    out: Annotated[Path | None, typer.Option(help="پروندهٔ کلید.")] = None,
) -> None:
    """کلیدی تازه می‌سازد."""
    from farakhan.cli.keys import new as run  # noqa: PLC0415

    run(holder, paper=paper, out=out)


@keys.command("proof")
def keys_proof() -> None:
    """کلید تازهٔ نشانه‌ها، اگر کلید پیشین گم شده و در هیچ پشتیبانی نیست."""
    from farakhan.cli.keys import proof as run  # noqa: PLC0415

    run()


@keys.command("check")
def keys_check(edition: EditionName, key: KeyFiles = None) -> None:
    """می‌گوید چه کسانی می‌توانند اطلاعات تماس را باز کنند."""
    from farakhan.cli.keys import check as run  # noqa: PLC0415

    run(edition, key or [])


@keys.command("rewrap")
def keys_rewrap(edition: EditionName, key: KeyFiles = None) -> None:
    """اطلاعات تماس را برای کلیدهای امروزِ call.yml از نو مهر می‌کند؛ وقتی کسی می‌آید یا می‌رود."""
    from farakhan.cli.keys import rewrap as run  # noqa: PLC0415

    run(edition, key or [])


_OF_SYSTEM = {
    errno.ENOENT: "نیست؛ نام و جایش را ببینید، و اگر پوشه‌اش نیست نخست آن را بسازید",
    errno.ENOTDIR: "نیست؛ در راه آن پرونده‌ای هست که پوشه نیست",
    errno.EEXIST: "هست و پوشه نیست؛ نام یا جای دیگری بدهید",
    errno.EISDIR: "پوشه است؛ نام یک پرونده را بدهید",
    errno.EACCES: "اجازه‌اش را ندارید{owner}؛ با کاربر درست بزنید یا اجازهٔ پوشه را درست کنید",
    errno.EPERM: "اجازه‌اش را ندارید{owner}؛ با کاربر درست بزنید یا اجازهٔ پوشه را درست کنید",
    errno.EROFS: "روی دیسکی است که نوشته نمی‌شود؛ جای دیگری بدهید",
    errno.ENOSPC: "نوشته نشد؛ دیسک پر است، جا باز کنید و دوباره بزنید",
    errno.EDQUOT: "نوشته نشد؛ سهم شما از دیسک پر است، جا باز کنید و دوباره بزنید",
}
"""What is said of the commonest things that a system refuses."""


def _of_system(error: OSError) -> str:
    """What the system refused, of which file, and what to do."""
    from farakhan.store.disk import owner_name  # noqa: PLC0415

    name = errno.errorcode.get(error.errno or 0, "system").lower()
    words = _OF_SYSTEM.get(error.errno or 0, f"این کار نشد ({error.strerror or error})؛ دیسک و شبکه را ببینید")
    place = os.fsdecode(error.filename) if isinstance(error.filename, str | bytes) else ""
    owner = f" (از کاربر {owner_name(Path(place))} است)" if place else ""
    return ": ".join(part for part in (place, name, f"{words.replace('{owner}', owner)}.") if part)


def main() -> None:
    """Run the command; what a person can mend is said in one line, without a traceback.

    Output is UTF-8 on every system, and what no encoding can hold (a file's name may) is escaped.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    gc.set_threshold(100_000)  # a record is thousands of objects that stay: looking for cycles often takes a fifth
    try:
        code = app(standalone_mode=False, prog_name="farakhan")
        if code:
            sys.exit(code)
    except typer.TyperException as error:
        usage.tell(error)
        sys.exit(error.exit_code)
    except typer.Abort:
        print("\nکنار گذاشته شد.", file=sys.stderr)
        sys.exit(1)
    except FarakhanError as error:
        print(error, file=sys.stderr)
        sys.exit(3 if isinstance(error, DamageError) else 2)
    except OSError as error:
        print(_of_system(error), file=sys.stderr)
        sys.exit(2)
    except DatabaseError as error:
        print(f"database: پروندهٔ صف دریافت خوانده یا نوشته نشد ({error})؛ دیسک را ببینید.", file=sys.stderr)
        sys.exit(2)
    finally:
        gc.freeze()  # or the interpreter looks through all of them once more as it ends
