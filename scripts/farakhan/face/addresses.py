"""Addresses on the site to which papers and receipts lead."""

from urllib.parse import urljoin

TRACK = "track/"
"""The tracking page's, from the site's top."""


def winner(number: int) -> str:
    """Where a winner's page stands, from the site's top, by the idea's public number."""
    return f"winners/{number}/"


def absolute(site: str, address: str) -> str:
    """An address as it is typed in a browser; empty where the site's own is not known."""
    return urljoin(f"{site.rstrip('/')}/", address) if site else ""
