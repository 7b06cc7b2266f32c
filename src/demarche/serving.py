"""Running the server: who may reach it, on which socket, over which store."""

from __future__ import annotations

import gc
import ipaddress
import logging
import os
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from demarche.errors import ConfigError

if TYPE_CHECKING:
    import uvicorn

    from demarche.own import Own

LOCAL_NAMES = ("localhost", "127.0.0.1", "[::1]")
SHORTEST_KEY = 16
BACKLOG = 2048


def is_loopback(host: str) -> bool:
    """True for names and addresses that only this machine reaches."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def key_for(host: str) -> str | None:
    """The key that requests must show; none on loopback; ConfigError where one is missing."""
    from demarche.config import load_settings

    if is_loopback(host):
        return None
    key = load_settings().api_key
    if not key:
        raise ConfigError(f"{host} can be reached from other machines: set DEMARCHE_API_KEY, or use --host 127.0.0.1")
    if len(key) < SHORTEST_KEY:
        raise ConfigError(f"DEMARCHE_API_KEY is too short to be a secret; give it {SHORTEST_KEY} characters or more")
    return key


def serve(
    db: Path,
    *,
    host: str,
    port: int,
    hosts: tuple[str, ...] = (),
    own: Own | None = None,
    log: bool = False,
    say: Callable[[str], None] = lambda words: None,
) -> None:
    """Serve until stopped; says the address once requests are answered.

    `own` are the codebook and actors to code with, the settings say which when none are given.
    """
    from demarche.api import Access, Desk, create_app
    from demarche.config import load_settings
    from demarche.corpus import Store
    from demarche.own import own as settled

    key, settings, own = key_for(host), load_settings(), own or settled()
    _must_load(own)
    listening = _listen(host, port)
    port = listening.getsockname()[1]
    url = f"http://{'[' + host + ']' if ':' in host else host}:{port}/"
    names = () if key and not hosts else (*LOCAL_NAMES, host.lower(), *(h.lower() for h in hosts))
    _log_to_stderr(log)
    with Store(db) as store:
        access = Access(key=key, hosts=names, per_second=settings.serve_writes if key else None,
                        most_bytes=settings.serve_bytes, seconds=settings.serve_seconds)  # fmt: skip
        app = create_app(Desk(store, own=own), access=access, ready=_settled)
        if store.path != ":memory:":
            store.database.announce(url, own=msgspec.to_builtins(own))
        # The server ends itself with the signal that stopped it; only an exception lets the store close behind it.
        signal.signal(signal.SIGTERM, _end)
        say(f"demarche serves {os.fspath(db)} at {url}   (stop with Ctrl-C)")
        server_of(app).run(sockets=[listening])


def _settled() -> None:
    """What is loaded by now stays; looking through it for garbage would halt all readers for a tenth of a second."""
    gc.collect()
    gc.freeze()


def _must_load(own: Own) -> None:
    """What is wrong with a codebook or an actor list is said before anybody is answered."""
    if own.codebook:
        own.pipeline().book  # noqa: B018 loading it checks it
    if own.actors:
        own.pipeline().knowledge  # noqa: B018


def server_of(app: Any, **settings: Any) -> uvicorn.Server:
    """The HTTP server in front of the application."""
    import uvicorn

    from demarche.api.patience import Patient

    config = uvicorn.Config(app, http=Patient, log_config=None, access_log=False, server_header=False, ws="none",
                            timeout_keep_alive=10, timeout_graceful_shutdown=5, **settings)  # fmt: skip
    return uvicorn.Server(config)


def _end(number: int, frame: object) -> None:
    raise SystemExit(0)


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, kind, proto, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listening = socket.socket(family, kind, proto)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(BACKLOG)  # from here on a client waits for its answer and is not refused
    except OSError as why:
        raise ConfigError(f"cannot listen on {host} port {port}: {why.strerror or why}") from None
    listening.set_inheritable(True)
    return listening


def _log_to_stderr(log: bool) -> None:
    access = logging.getLogger("demarche.access")
    access.propagate = False
    access.setLevel(logging.INFO if log else logging.CRITICAL)
    if log and not access.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("%(message)s"))
        access.addHandler(handler)
