#!/usr/bin/env bash
# Guess:    a server writes small answers at once however its listening socket was opened: asyncio says that it switches
#           Nagle's waiting off for every TCP connection, and uvicorn with --workers answers as uvicorn alone does.
# Instead:  asyncio asks the socket's protocol number, and only what `getaddrinfo` opened has one. Connections of a socket
#           that was opened before and handed over (socket.create_server; uvicorn's own `bind_socket`, by which --workers and
#           --reload listen) keep Nagle's waiting on: where head and body are two writes, the body may wait some 40 ms for
#           the other side's delayed acknowledgement.
# Seen:     uvicorn 0.54.0 on Python 3.11, 2026-11-28.
# Means:    our servers set TCP_NODELAY on the listening socket that they open; connections inherit it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install -qq --root-user-action=ignore --disable-pip-version-check --target "$folder" uvicorn==0.54.0
PYTHONPATH=$folder python3 - <<'PYTHON'
import asyncio
import socket

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

seen = []


class Looking(H11Protocol):
    def connection_made(self, transport):
        seen.append(bool(transport.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)))
        super().connection_made(transport)


async def app(scope, receive, send):
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body", "body": b""})


async def at_once(sockets):
    config = uvicorn.Config(app, port=0, http=Looking, loop="asyncio", lifespan="off", log_config=None)
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve(sockets))
    while not server.started:
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
    await reader.read()
    writer.close()
    server.should_exit = True
    await running
    return seen.pop()


handed_over = {
    "opened by asyncio": None,
    "socket.create_server": [socket.create_server(("127.0.0.1", 0))],
    "uvicorn's bind_socket": [uvicorn.Config(app, port=0, log_config=None).bind_socket()],
}
told = {name: asyncio.run(at_once(sockets)) for name, sockets in handed_over.items()}
print("TCP_NODELAY:", told)
raise SystemExit(list(told.values()) != [True, False, False])
PYTHON
