"""The content security policy that every page carries: what a page may load and run, and nothing else.

It is the net under the escaping of strangers' text, not in its place. `frame-ancestors` is left to the server's
headers: browsers ignore it in a page.
"""

import base64
import hashlib


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def alone(script: str, style: str) -> str:
    """The policy of a page that is a file by itself, with this one script and style in it: it reaches nobody.

    Args:
        script: the inline script; empty for none.
        style: the inline style sheet.
    """
    return "; ".join(
        (
            "default-src 'none'",
            "script-src " + (_hash(script) if script else "'none'"),
            f"style-src {_hash(style)}",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )


def policy(script: str, intake: str) -> str:
    """The policy of a page whose only inline script is this one.

    Every other script, style, font and request is of the site's own host; no frame is shown; what turns text into
    markup or code is refused outright (trusted types), but for the address of our own worker. Forms go to the intake
    alone, or nowhere.

    Args:
        script: the inline script.
        intake: as call.yml has it: empty, `/` for the site's own host, or an origin.
    """
    other = f" {intake}" if intake.startswith("http") else ""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' {_hash(script)}",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            f"connect-src 'self'{other}",
            "worker-src 'self'",
            "base-uri 'none'",
            "form-action " + (other.strip() or ("'self'" if intake else "'none'")),
            "require-trusted-types-for 'script'",
            "trusted-types farakhan",
        )
    )
