"""The stores: every one gives back what it got; a server that refuses is told of in words that help."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs
from urllib.request import Request, urlopen

import pytest
from pyoxigraph import Literal, NamedNode, Quad
from rdflib_store import RdflibStore
from sparql_servers import free_port, oxigraph_server, virtuoso_server

from esgmap.endpoint import PASSWORD, USER, EndpointStore, update_address
from esgmap.store import LocalStore, Store, StoreError, ask, working

TEXTS = ["plain", "", 'say "no"', "back\\slash", "two\nlines", "größe 尺寸 🙂", "a\tb", "0.50", "\u2028"]
TRIPLES = "".join(
    f"<urn:s{number}> <urn:p> {json.dumps(text, ensure_ascii=True)} .\n"
    if text.isascii()
    else f'<urn:s{number}> <urn:p> "{text}" .\n'
    for number, text in enumerate(TEXTS)
).encode()
ALL = "CONSTRUCT { ?s <urn:q> ?o }\nWHERE { ?s <urn:p> ?o }"
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"


@pytest.fixture(scope="module")
def oxigraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an Oxigraph server."""
    with oxigraph_server(tmp_path_factory.mktemp("oxigraph") / "log") as address:
        yield address


@pytest.fixture(params=["local", "rdflib", "server"])
def store(request: pytest.FixtureRequest) -> Store:
    """Each kind of store, empty."""
    if request.param == "server":
        return EndpointStore(f"{request.getfixturevalue('oxigraph')}/query")
    return LocalStore() if request.param == "local" else RdflibStore()


# --- what every store does ------------------------------------------------------------------------


def test_what_is_loaded_comes_back(store: Store):
    with working(store):
        store.load(TRIPLES)
        rows = store.select("SELECT ?s ?o ?none WHERE { ?s <urn:p> ?o } ORDER BY ?s")
        assert rows == [{"s": f"urn:s{number}", "o": text} for number, text in enumerate(TEXTS)]


def test_what_is_constructed_may_be_loaded(store: Store):
    with working(store):
        store.load(TRIPLES)
        store.load(store.construct(ALL))
        assert store.select(COUNT) == [{"n": str(2 * len(TEXTS))}]
        store.load(store.construct(ALL))
        assert store.select(COUNT) == [{"n": str(2 * len(TEXTS))}]


def test_nothing_is_left_behind(store: Store):
    with working(store):
        store.load(TRIPLES)
    assert store.select(COUNT) == [{"n": "0"}]


def test_nothing_is_left_behind_by_a_failure(store: Store):
    with pytest.raises(ZeroDivisionError), working(store):
        store.load(TRIPLES)
        _ = 1 / 0
    assert store.select(COUNT) == [{"n": "0"}]


def test_an_empty_answer_is_one(store: Store):
    with working(store):
        store.load(b"")
        assert store.construct(ALL).strip() == b""
        assert store.select("SELECT ?s WHERE { ?s <urn:p> ?o }") == []


# --- a server -------------------------------------------------------------------------------------


def test_other_graphs_are_left_alone(oxigraph: str):
    def update(text: str) -> None:
        urlopen(Request(f"{oxigraph}/update", text.encode(), {"Content-Type": "application/sparql-update"}))

    def everything() -> bytes:
        with urlopen(Request(f"{oxigraph}/store", headers={"Accept": "application/n-quads"})) as answer:
            return bytes(answer.read())

    update("INSERT DATA { <urn:a> <urn:p> 1 . GRAPH <urn:g> { <urn:b> <urn:p> 2 } }")
    before = sorted(everything().splitlines())
    one, other = EndpointStore(f"{oxigraph}/query"), EndpointStore(f"{oxigraph}/query")
    assert one.graph != other.graph
    with working(one), working(other):
        one.load(TRIPLES)
        assert one.select(COUNT) == [{"n": str(len(TEXTS))}]
        assert other.select(COUNT) == [{"n": "0"}]
    assert sorted(everything().splitlines()) == before
    update("DROP ALL")


@pytest.mark.parametrize(
    ("query", "update"),
    [
        ("http://h:1/query", "http://h:1/update"),
        ("http://h/ds/query/", "http://h/ds/update"),
        ("https://h/repositories/esg", "https://h/repositories/esg/statements"),
        ("http://h:8890/sparql", "http://h:8890/sparql"),
        ("http://h/query?x=1", "http://h/update?x=1"),
    ],
)
def test_the_address_for_updates_is_guessed(query: str, update: str):
    assert update_address(query) == update


def refused(query_url: str, update_url: str = "", seconds: float = 60) -> StoreError:
    with pytest.raises(StoreError) as caught:
        store = EndpointStore(query_url, update_url, seconds)
        store.load(TRIPLES)
        store.construct(ALL)
        store.select(COUNT)
    problem = caught.value.problem
    assert problem.hint
    assert "secret" not in f"{problem.message} {problem.hint} {problem.source}"
    return caught.value


@pytest.mark.parametrize(
    "address",
    ["localhost:7878", "file:///etc/passwd", "ftp://h/x", "", "http://", "http://h:x/q", "http://["],
)
def test_what_is_no_address_is_said_so(address: str):
    assert refused(address).problem.code == "store-address"


def test_nobody_listens():
    fault = refused(f"http://me:secret@127.0.0.1:{free_port()}/query")
    assert fault.problem.code == "store-unreachable"
    assert "refused" in fault.problem.message
    assert refused("http://no-such-host.invalid/query").problem.code == "store-unreachable"


def test_another_page_of_the_server(oxigraph: str):
    assert refused(f"{oxigraph}/nowhere").problem.code == "store-address"


def test_a_wrong_address_for_updates(oxigraph: str):
    fault = refused(f"{oxigraph}/query", f"{oxigraph}/query")
    assert "--update" in fault.problem.hint or fault.problem.code == "store-refuses"


def test_a_server_that_may_only_be_read(tmp_path: Path):
    folder = tmp_path / "store"
    with oxigraph_server(tmp_path / "log", location=folder):
        pass
    with oxigraph_server(tmp_path / "log", "serve-read-only", folder) as address:
        assert refused(f"{address}/query").problem.code == "store-read-only"


Reply = Callable[["Handler", dict[str, list[str]]], None]


class Handler(BaseHTTPRequestHandler):
    """Answers each request by the function that the server holds."""

    def do_POST(self) -> None:
        fields = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.server.reply(self, fields)  # type: ignore[attr-defined]

    def give(self, code: int, body: str, kind: str = "text/plain", **headers: str) -> None:
        self.send_response(code)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@contextmanager
def answering(reply: Reply) -> Iterator[str]:
    """A server that answers so; gives its address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.reply = reply  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"127.0.0.1:{server.server_port}/sparql"
        finally:
            server.shutdown()
            thread.join()


def guarded(handler: Handler, _: dict[str, list[str]]) -> None:
    """Ask for a password, once more for a wrong one."""
    if handler.headers.get("Authorization") == "Basic bWU6c2VjcmV0":  # me:secret
        handler.give(200, '{"results": {"bindings": []}}')
    else:
        handler.give(401, "who are you?", WWW_Authenticate='Basic realm="store"')


def test_a_password_in_the_address_or_in_the_environment(monkeypatch: pytest.MonkeyPatch):
    with answering(guarded) as address:
        assert EndpointStore(f"http://me:secret@{address}").select(COUNT) == []
        assert refused(f"http://{address}").problem.code == "store-password"
        assert USER in refused(f"http://me:wrong@{address}").problem.hint
        monkeypatch.setenv(USER, "me")
        monkeypatch.setenv(PASSWORD, "secret")
        assert EndpointStore(f"http://{address}").select(COUNT) == []


def test_a_web_page_is_no_store():
    with answering(lambda handler, _: handler.give(200, "<html>hello</html>", "text/html")) as address:
        assert refused(f"http://{address}").problem.code == "store-address"


@pytest.mark.parametrize("body", ["hello", "{}", "[]", '{"results": {"bindings": [3]}}'])
def test_an_answer_in_another_form_is_none(body: str):
    with answering(lambda handler, _: handler.give(200, body)) as address:
        assert refused(f"http://{address}").problem.code == "store-address"


def test_a_server_that_is_silent():
    hold = threading.Event()

    def wait(handler: Handler, _: dict[str, list[str]]) -> None:
        hold.wait(10)
        handler.close_connection = True

    with answering(wait) as address:
        fault = refused(f"http://{address}", seconds=0.3)
        hold.set()
    assert fault.problem.code == "store-timeout"
    assert "0.3 seconds" in fault.problem.message


def test_a_server_that_breaks():
    with answering(lambda handler, _: handler.give(500, "out of memory")) as address:
        fault = refused(f"http://{address}")
    assert fault.problem.code == "store-refuses"
    assert "out of memory" in fault.problem.message


KILLED = "Virtuoso 23000 Error SR175: Uniqueness violation. Transaction killed."


@pytest.mark.parametrize("failures", [0, 2, 3])
def test_a_transaction_that_the_server_gave_up_is_asked_for_again(failures: int):
    asked: list[int] = []

    def give_up(handler: Handler, _: dict[str, list[str]]) -> None:
        asked.append(1)
        if len(asked) <= failures:
            handler.give(500, KILLED)
        else:
            handler.give(200, '{"results": {"bindings": []}}')

    with answering(give_up) as address:
        if failures < 3:
            assert EndpointStore(f"http://{address}").select("SELECT * {}") == []
        else:
            assert "Transaction killed" in refused(f"http://{address}").problem.message
    assert len(asked) >= min(failures + 1, 3)


def cutting(handler: Handler, fields: dict[str, list[str]]) -> None:
    """Find three rows and give two, as a server with a limit does."""
    query = fields.get("query", [""])[0]
    rows: list[dict[str, object]] = [{"s": {"type": "uri", "value": "urn:a"}}] * 2
    if "COUNT" in query:
        rows = [{"number": {"type": "literal", "value": "3"}}]
    handler.give(200, json.dumps({"results": {"bindings": rows}}) if query.startswith("SELECT") else "")


def test_a_server_that_cuts_its_answers_off():
    with answering(cutting) as address:
        fault = refused(f"http://{address}")
    assert fault.problem.code == "store-limit"
    assert "found 3 rows, and gave 2" in fault.problem.message


@pytest.mark.server
def test_virtuoso_cuts_its_answers_off_and_wants_a_password(tool: Callable[[str], str], tmp_path: Path):
    with virtuoso_server(tool("virtuoso"), tmp_path, most_rows=5) as address:
        assert refused(address).problem.code == "store-limit"
        guarded_address = address.replace("http://", "http://dba:dba@") + "-auth"  # wants a digest
        assert EndpointStore(guarded_address).select(COUNT) == [{"n": "0"}]
        assert refused(guarded_address.replace(":dba@", ":secret@")).problem.code == "store-password"


# --- a question to a graph ------------------------------------------------------------------------

VALUE = NamedNode("https://w3id.org/esgmap/vocab#value")
NAMED = [
    Quad(NamedNode("urn:a"), VALUE, Literal("=1+1"), NamedNode("urn:g")),
    Quad(NamedNode("urn:b"), VALUE, Literal("2"), NamedNode("urn:h")),
]


def test_a_select_gives_a_table_over_all_graphs():
    answer = ask(NAMED, "SELECT ?s ?v ?none WHERE { ?s esgm:value ?v } ORDER BY ?s")
    assert answer.header == ("s", "v", "none")
    assert answer.rows == (("urn:a", "=1+1", ""), ("urn:b", "2", ""))


def test_graphs_may_be_named_and_addresses_are_short():
    answer = ask(NAMED, "SELECT ?g ?p WHERE { GRAPH ?g { <urn:b> ?p ?v } }")
    assert answer.rows == (("urn:h", "esgm:value"),)


def test_ask_and_construct():
    assert ask(NAMED, "ASK { ?s esgm:value '2' }").rows == (("true",),)
    assert ask(NAMED, "ASK { ?s esgm:value '3' }").rows == (("false",),)
    answer = ask(NAMED, "CONSTRUCT { <urn:c> esgm:of ?s } WHERE { ?s esgm:value '2' }")
    assert not answer.is_table
    assert "<urn:c> esgm:of <urn:b>" in answer.turtle
    assert answer.turtle.startswith("@prefix dct:")


@pytest.mark.parametrize(
    "query", ["", "SELECT", "INSERT DATA { <urn:a> <urn:p> 1 }", "SELECT ?x WHERE { ?x nope:p 1 }"]
)
def test_a_query_that_cannot_be_run_is_told(query: str):
    with pytest.raises(StoreError) as caught:
        ask(NAMED, query)
    assert caught.value.problem.code == "query"
    assert "SELECT" in caught.value.problem.hint
