"""How a command is used, said in Persian: its help, and what is wrong with the words that a person gave it.

Typer's own sentences are English, and most of them have no catalogue that could be translated. So help is written
here, and of a refusal only its kind and the option or argument that it is about are taken, never its words.
"""

import sys
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeVar

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from farakhan.persian.digits import to_persian
from farakhan.problems import printable

if TYPE_CHECKING:
    from pydantic import ValidationError
    from typer._click import Context, HelpFormatter

MISUSED = 2
"""The exit code of a command that was not used as it is to be."""
USAGE, OPTIONS, SUBCOMMAND, MORE = "کاربرد: ", "[گزینه‌ها]", "فرمان", "…"
HELP = "همین راهنما."
_OF_NUMBER = {
    "int_parsing": "عددی بی اعشار بنویسید",
    "int_parsing_size": "عدد بسیار بزرگ است",
    "greater_than_equal": "عدد کوچک است",
    "less_than_equal": "عدد بزرگ است",
}
"""What is said of a number, by pydantic's name for what is wrong with it."""

Parameter = TyperArgument | TyperOption
Function = TypeVar("Function", bound=Callable[..., Any])


class Command(TyperCommand):
    """A command that speaks Persian about itself."""

    allow_extra_args = True  # they are refused below, in Persian

    def get_help_option(self, ctx: "Context") -> TyperOption | None:
        """`--help`."""
        return _in_persian(super().get_help_option(ctx))

    def format_usage(self, ctx: "Context", formatter: "HelpFormatter") -> None:
        """The line that shows its words in their order."""
        words = [word for param in self.params for word in param.get_usage_pieces(ctx)]
        formatter.write_usage(ctx.command_path, " ".join([*words, OPTIONS]).replace("...", MORE), USAGE)

    def format_options(self, ctx: "Context", formatter: "HelpFormatter") -> None:
        """Its arguments and options, each with its help."""
        _write_parameters(self.get_params(ctx), formatter)

    def parse_args(self, ctx: "Context", args: list[str]) -> list[str]:
        """Read its words.

        Raises:
            typer.TyperException: they are not as they are to be; with the context in which that is told.
        """
        try:
            rest = super().parse_args(ctx, args)
        except typer.TyperException as error:
            raise _placed(error, ctx) from error.__cause__
        if rest and not ctx.resilient_parsing:
            raise Misuse(f"این‌ها برای این فرمان زیادی است: {printable(' '.join(rest))}", ctx)
        return rest


class Group(TyperGroup):
    """A command that has commands, and speaks Persian about them."""

    def get_help_option(self, ctx: "Context") -> TyperOption | None:
        """`--help`."""
        return _in_persian(super().get_help_option(ctx))

    def format_usage(self, ctx: "Context", formatter: "HelpFormatter") -> None:
        """The line that shows its words in their order."""
        formatter.write_usage(ctx.command_path, f"{SUBCOMMAND} {MORE}", USAGE)

    def format_options(self, ctx: "Context", formatter: "HelpFormatter") -> None:
        """Its options and commands, each with its help."""
        rows = [(name, (command.help or "").strip()) for name, command in self.commands.items() if not command.hidden]
        with formatter.section("فرمان‌ها"):
            formatter.write_dl(rows)
        _write_parameters(self.get_params(ctx), formatter)

    def parse_args(self, ctx: "Context", args: list[str]) -> list[str]:
        """Read its words; without any show the help.

        Raises:
            typer.Exit: there was none.
            typer.TyperException: they are not as they are to be; with the context in which that is told.
        """
        if not args and not ctx.resilient_parsing:
            typer.echo(ctx.get_help())
            ctx.exit(MISUSED)
        try:
            return super().parse_args(ctx, args)
        except typer.TyperException as error:
            raise _placed(error, ctx) from error.__cause__

    def resolve_command(self, ctx: "Context", args: list[str]) -> tuple[str | None, Any, list[str]]:
        """The command that the words begin with.

        Raises:
            Misuse: there is no such command.
        """
        name = args[0]
        if name not in self.commands and not ctx.resilient_parsing:
            alike = get_close_matches(name, self.commands)
            raise Misuse(f"فرمان «{printable(name)}» نیست.{_perhaps(alike)}", ctx)
        return super().resolve_command(ctx, args)


class Program(typer.Typer):
    """A program whose commands speak Persian about themselves."""

    def __init__(self, help_: str) -> None:
        """Begin without commands.

        Args:
            help_: what it is for.
        """
        super().__init__(
            cls=Group, help=help_, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None
        )

    def command(
        self,
        name: str | None = None,
        **settings: Any,  # noqa: ANN401 (typer's own)
    ) -> Callable[[Function], Function]:
        """Add a command, as typer does it."""
        return super().command(name, **{"cls": Command, **settings})


class Misuse(typer.TyperException):
    """A command was not used as it is to be, in Persian words; `ctx` is the command's."""

    exit_code = MISUSED

    def __init__(self, message: str, ctx: "Context") -> None:
        """Keep what is told."""
        super().__init__(message)
        self.ctx = ctx


def tell(error: typer.TyperException) -> None:
    """Say on stderr what was wrong with a command's words, how it is used, and where its help is."""
    ctx = getattr(error, "ctx", None)
    print(_words(error), file=sys.stderr)
    if ctx is not None:
        print(ctx.get_usage(), file=sys.stderr)
        print(f"راهنما: {ctx.command_path} --help", file=sys.stderr)


def _words(error: typer.TyperException) -> str:
    """What is wrong, by the kind of an error: which option, which argument, which value."""
    param, option = getattr(error, "param", None), getattr(error, "option_name", "")
    if isinstance(error, Misuse):
        return error.message
    if isinstance(param, Parameter) and hasattr(error, "param_type"):
        return f"{_named(param)} لازم است: {param.help}"
    value_error = _value_error(error)
    if isinstance(param, Parameter) and value_error:
        return _of_value(value_error, param)
    if isinstance(error, typer.BadParameter):
        return error.message  # one of our commands said it
    return _of_option(error, option) if option else "این فرمان کامل یا درست نوشته نشده است."


def _of_option(error: typer.TyperException, option: str) -> str:
    if hasattr(error, "possibilities"):
        return f"گزینهٔ {printable(option)} نیست.{_perhaps(sorted(error.possibilities or ()))}"
    return f"گزینهٔ {option} {'مقدار نمی‌گیرد' if _is_flag(error, option) else 'مقدار می‌خواهد'}."


def _value_error(error: typer.TyperException) -> "ValidationError | None":
    """What pydantic, by which typer reads values, has against one."""
    from pydantic import ValidationError  # noqa: PLC0415 (most commands start without it)

    return error.__cause__ if isinstance(error.__cause__, ValidationError) else None


def _of_value(error: "ValidationError", param: Parameter) -> str:
    wrong = error.errors()[0]
    choices = param.type_descriptor.choices
    if choices:
        advice = f"یکی از این‌ها را بنویسید: {_listed(choices)}"
    else:
        advice = _OF_NUMBER.get(wrong["type"], "آن را دوباره ببینید")
        lowest, highest = param.min, param.max
        advice += to_persian(f"، از {lowest} تا {highest}") if lowest is not None and highest is not None else ""
    return f"{_named(param)}، «{printable(str(wrong['input']))}»، درست نیست؛ {advice}."


def _is_flag(error: typer.TyperException, option: str) -> bool:
    ctx = getattr(error, "ctx", None)
    params = ctx.command.get_params(ctx) if ctx else ()
    return any(option in param.opts and param.is_flag for param in params if isinstance(param, TyperOption))


def _placed(error: typer.TyperException, ctx: "Context") -> typer.TyperException:
    """An error that knows in which command it came up; typer tells that of some only."""
    if getattr(error, "ctx", None) is None:
        error.ctx = ctx  # type: ignore[attr-defined]
    return error


def _in_persian(option: TyperOption | None) -> TyperOption | None:
    if option:
        option.help = HELP
    return option


def _perhaps(names: Sequence[str]) -> str:
    return f" شاید {' یا '.join(names)}؟" if names else ""


def _named(param: Parameter) -> str:
    return f"«{param.metavar or param.name}»" if isinstance(param, TyperArgument) else f"گزینهٔ {param.opts[0]}"


def _listed(choices: Sequence[object]) -> str:
    return "، ".join(str(choice.value if isinstance(choice, Enum) else choice) for choice in choices)


def _write_parameters(params: Sequence[object], formatter: "HelpFormatter") -> None:
    arguments = [(param.metavar or param.name, _about(param)) for param in params if isinstance(param, TyperArgument)]
    options = [(_shown(param), _about(param)) for param in params if isinstance(param, TyperOption)]
    for heading, rows in (("ورودی‌ها", arguments), ("گزینه‌ها", options)):
        if rows:
            with formatter.section(heading):
                formatter.write_dl(rows)


def _shown(option: TyperOption) -> str:
    names = "، ".join(option.opts)
    return names if option.is_flag else f"{names} {option.metavar or MORE}"


def _about(param: Parameter) -> str:
    """A parameter's help, its choices, its default, the name of the environment's variable that gives it."""
    default = param.default.value if isinstance(param.default, Enum) else param.default
    known = not isinstance(default, bool) and default is not None and str(default)
    parts = {
        "لازم": param.required and isinstance(param, TyperOption),
        f"یکی از: {_listed(param.type_descriptor.choices or ())}": param.type_descriptor.choices,
        f"پیش‌فرض: {default}": known,
        f"یا متغیر محیطی {param.envvar}": param.envvar,
    }
    extra = "؛ ".join(words for words, there in parts.items() if there)
    return f"{param.help or ''}{f' [{extra}]' if extra else ''}".strip()
