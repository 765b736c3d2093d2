"""The content security policy that every page carries: what a page may load and run, and nothing else.

It is the net under the escaping of strangers' text, not in its place. `frame-ancestors` is left to the server's
headers: browsers ignore it in a page.
"""

import base64
import hashlib


def policy(script: str, intake: str) -> str:
    """The policy of a page whose only inline script is this one.

    Every other script, style, font and request is of the site's own host; no frame is shown; what turns text into
    markup or code is refused outright (trusted types), but for the address of our own worker. Forms go to the intake
    alone, or nowhere.

    Args:
        script: the inline script.
        intake: as call.yml has it: empty, `/` for the site's own host, or an origin.
    """
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    other = f" {intake}" if intake.startswith("http") else ""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' 'sha256-{digest}'",
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
