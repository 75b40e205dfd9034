"""A SPARQL 1.1 server as a store: queries and updates over HTTP, by the protocol alone.

Everything happens in one named graph with a name of its own, which is dropped at the end; no other graph is
read or changed. Whatever the server or the network refuses is told as a StoreError that says what to do.
"""

from __future__ import annotations

import json
import os
import re
import uuid
from base64 import b64encode
from collections.abc import Iterator
from contextlib import suppress
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import unquote, urlencode, urlsplit, urlunsplit
from urllib.request import (
    HTTPDigestAuthHandler,
    HTTPPasswordMgrWithDefaultRealm,
    Request,
    parse_http_list,
    parse_keqv_list,
    urlopen,
)

from esgmap.graph_terms import BASE
from esgmap.store import Row, StoreError

USER, PASSWORD = "ESGMAP_STORE_USER", "ESGMAP_STORE_PASSWORD"
TRIES = 3
GIVEN_UP = re.compile(r"transaction killed|deadlock|\b40001\b", re.IGNORECASE)
"""What a server says that ended a transaction of its own accord, as Virtuoso does now and then."""

CHUNK = 400
"""How many triples one INSERT DATA holds: servers limit the length of an update."""
CONSTRUCT = re.compile(r"^CONSTRUCT\b.*?^WHERE\b", re.MULTILINE | re.DOTALL)
WHERE = (
    "a query address is, for example, http://localhost:7878/query (Oxigraph), http://localhost:8890/sparql"
)
WHO = f"give {USER} and {PASSWORD} in the environment, or write https://user:password@host/…"


class EndpointStore:
    """A server that takes queries at one address and updates at the same or another one."""

    def __init__(self, query_url: str, update_url: str = "", seconds: float = 60) -> None:
        self._query_url = _without_password(query_url)
        self._update_url = _without_password(update_url or update_address(self._query_url))
        self._login = _login(query_url)
        self._challenge = ""
        passwords = HTTPPasswordMgrWithDefaultRealm()
        passwords.add_password(None, (self._query_url, self._update_url), *self._login)
        self._digests = HTTPDigestAuthHandler(passwords)
        self._seconds = seconds
        self._proven = 0
        self.graph = f"{BASE}run/{uuid.uuid4().hex}"

    def load(self, triples: bytes) -> None:
        """Add N-Triples to the working graph."""
        for chunk in _chunks(triples):
            self._update(f"INSERT DATA {{ GRAPH <{self.graph}> {{\n{chunk}\n}} }}")

    def construct(self, query: str) -> bytes:
        """Put a CONSTRUCT query to the working graph; N-Triples come back."""
        number = int(self.select(_instead(query, "SELECT (COUNT(*) AS ?number)"))[0].get("number", 0))
        if number > self._proven:
            self._prove(query, number)
        answer = self._query(query, "application/n-triples")
        for line in answer.splitlines():
            if line.strip() and not line.startswith((b"<", b"_:", b"#")):
                raise self._no_sparql(self._query_url)
        return answer

    def _prove(self, query: str, number: int) -> None:
        """Make sure that the server gives all solutions: some cut long answers off, and do not say so."""
        given = len(self.select(_instead(query, "SELECT *")))
        if given != number:
            message = f"the store cuts its answers off: it found {number} rows, and gave {given} of them"
            hint = "raise the limit in its settings (Virtuoso: ResultSetMaxRows)"
            raise StoreError("store-limit", message, hint, self._query_url)
        self._proven = number

    def select(self, query: str) -> list[Row]:
        """Put a SELECT query to the working graph."""
        answer = self._query(query, "application/sparql-results+json")
        try:
            found: list[dict[str, Any]] = json.loads(answer)["results"]["bindings"]
            return [{name: str(node["value"]) for name, node in row.items()} for row in found]
        except (ValueError, KeyError, TypeError, AttributeError):
            raise self._no_sparql(self._query_url) from None

    def drop(self) -> None:
        """Take the working graph away, with all that was loaded."""
        self._update(f"DROP SILENT GRAPH <{self.graph}>")

    def _query(self, query: str, form: str) -> bytes:
        fields = {"query": query, "default-graph-uri": self.graph}
        return self._post(self._query_url, fields, form, is_update=False)

    def _update(self, update: str) -> None:
        self._post(self._update_url, {"update": update}, "*/*", is_update=True)

    def _post(self, url: str, fields: dict[str, str], form: str, is_update: bool) -> bytes:
        """Ask, and ask again where the server gave up its own transaction: nothing came of that one."""
        for _ in range(TRIES - 1):
            with suppress(_GivenUpError):
                return self._post_once(url, fields, form, is_update)
        return self._post_once(url, fields, form, is_update)

    def _post_once(self, url: str, fields: dict[str, str], form: str, is_update: bool) -> bytes:
        request = Request(url, urlencode(fields).encode(), {"Accept": form})  # noqa: S310
        if self._challenge:
            request.add_unredirected_header("Authorization", self._authorization(request))
        try:
            with urlopen(request, timeout=self._seconds) as answer:  # noqa: S310
                if not is_update and answer.headers.get_content_type() == "text/html":
                    raise self._no_sparql(url)
                content: bytes = answer.read()
                return content
        except HTTPError as fault:
            with fault:
                if not self._may_log_in(fault):
                    raise _refusal(fault, url, is_update) from None
            return self._post_once(url, fields, form, is_update)
        except TimeoutError:
            raise self._silent(url) from None
        except URLError as fault:
            if isinstance(fault.reason, TimeoutError):
                raise self._silent(url) from None
            message = f"the store cannot be reached: {getattr(fault.reason, 'strerror', '') or fault.reason}"
            raise StoreError(
                "store-unreachable", message, "is the server running, and the host right?", url
            ) from None
        except UnicodeError:
            raise self._no_sparql(url) from None
        except (OSError, HTTPException) as fault:
            message = f"the connection to the store broke off: {fault}"
            raise StoreError(
                "store-unreachable", message, "run it again; look at the server's log", url
            ) from None

    def _may_log_in(self, fault: HTTPError) -> bool:
        """Whether to try once more, with user and password from now on: only if the server asks for them."""
        challenge = fault.headers.get("WWW-Authenticate", "")
        scheme = challenge.partition(" ")[0].lower()
        is_refused = bool(self._challenge) and "stale=true" not in challenge.lower().replace('"', "")
        if fault.code != 401 or not self._login[0] or is_refused or scheme not in {"basic", "digest"}:
            return False
        self._challenge = challenge
        return True

    def _authorization(self, request: Request) -> str:
        """User and password as the server wants them: as they are, or a digest of them."""
        scheme, _, rest = self._challenge.partition(" ")
        if scheme.lower() == "basic":
            return f"Basic {b64encode(':'.join(self._login).encode()).decode()}"
        asked = parse_keqv_list([each for each in parse_http_list(rest) if each])
        try:
            return f"Digest {self._digests.get_authorization(request, asked)}"
        except (URLError, ValueError) as fault:
            message = f"the store wants a login of a kind that is not known here: {fault}"
            raise StoreError("store-password", message, WHO, self._query_url) from None

    def _silent(self, url: str) -> StoreError:
        message = f"the store gave no answer within {self._seconds:g} seconds"
        return StoreError("store-timeout", message, "give it more time with --timeout", url)

    def _no_sparql(self, url: str) -> StoreError:
        return StoreError("store-address", "what answers there is no SPARQL service", WHERE, url)


def update_address(query_url: str) -> str:
    """Where a server takes updates that takes queries there, by the habits of the common ones.

    >>> update_address("http://localhost:7878/query")
    'http://localhost:7878/update'
    >>> update_address("http://localhost:7200/repositories/esg")
    'http://localhost:7200/repositories/esg/statements'
    """
    parts = urlsplit(query_url)
    path = parts.path.rstrip("/")
    *above, last = path.split("/")
    if last == "query":
        path = "/".join([*above, "update"])
    elif above and above[-1] == "repositories":
        path = f"{path}/statements"
    return urlunsplit(parts._replace(path=path))


def _login(url: str) -> tuple[str, str]:
    """User and password: what the address says, else what the environment says."""
    parts = urlsplit(url)
    user = unquote(parts.username or "") or os.environ.get(USER, "")
    return user, unquote(parts.password or "") or os.environ.get(PASSWORD, "")


def _without_password(url: str) -> str:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port, parts = None, None, urlsplit("")
    if parts.scheme not in {"http", "https"} or not host:
        shown = url.rpartition("@")[2]
        raise StoreError("store-address", f"`{shown}` is no address of a store", WHERE)
    name = f"[{host}]" if ":" in host else host
    return urlunsplit(parts._replace(netloc=f"{name}:{port}" if port else name, fragment=""))


def _instead(query: str, head: str) -> str:
    """The query with another head in the place of CONSTRUCT."""
    changed, number = CONSTRUCT.subn(f"{head}\nWHERE", query, count=1)
    if not number:
        raise ValueError("a CONSTRUCT query with WHERE is needed")
    return changed


def _chunks(triples: bytes) -> Iterator[str]:
    lines = [line for line in triples.decode().split("\n") if line and not line.startswith("#")]
    for start in range(0, len(lines), CHUNK):
        yield "\n".join(lines[start : start + CHUNK])


class _GivenUpError(StoreError):
    """A server that ended its own transaction; the same request may well succeed."""


def _refusal(fault: HTTPError, url: str, is_update: bool) -> StoreError:
    """Why a server refuses, in words that help."""
    told = " ".join(fault.read(2000).decode(errors="replace").split())[:300]
    answer = f"{fault.code} {fault.reason}{f': {told}' if told else ''}"
    if is_update and (
        fault.code in {403, 405} or "permission" in told.lower() or "read-only" in told.lower()
    ):
        message = f"the store lets nothing be written ({answer})"
        hint = f"start it so that updates are allowed, or name another address with --update; {WHO}"
        return StoreError("store-read-only", message, hint, url)
    if fault.code in {401, 403}:
        return StoreError("store-password", f"the store wants another user or password ({answer})", WHO, url)
    if fault.code in {404, 405, 410}:
        hint = f"{WHERE}; updates go to {url}" if is_update else WHERE
        hint += "; name another one with --update" if is_update else ""
        return StoreError("store-address", f"nothing takes {_what(is_update)} there ({answer})", hint, url)
    message = f"the store refuses {_what(is_update)} ({answer})"
    kind = _GivenUpError if GIVEN_UP.search(told) else StoreError
    return kind("store-refuses", message, "look at the server's log", url)


def _what(is_update: bool) -> str:
    return "updates" if is_update else "queries"
