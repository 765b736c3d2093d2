"""Acknowledging at 128 clients: ours, a transaction for each, and an endpoint that only reads the same form.

One process serves, `wrk` sends from another (C and LuaJIT, so that it is not what is measured), over loopback. Every
request is an idea of its own, from an address of its own, and counts only when it is answered 201.
"""

import multiprocessing
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from farakhan.contact import sealing
from farakhan.files import tree
from farakhan.model.idea import HEADINGS
from farakhan.store import spool
from farakhan.web.app import application
from farakhan.web.door import Settings
from farakhan.web.server import Server, configuration
