"""The content security policy that every page carries: what a page may load and run, and nothing else.

It is the net under the escaping of strangers' text, not in its place. `frame-ancestors` is left to the server's
headers: browsers ignore it in a page.
"""

import base64
import hashlib


def policy(script: str) -> str:
    """The policy of a page whose only inline script is this one.

    Every other script, style, font and request is of the site's own host; no form is sent, no frame shown; what turns
    text into markup or code is refused outright (trusted types), but for the address of our own worker.
    """
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' 'sha256-{digest}'",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "worker-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types farakhan",
        )
    )
