"""The house rules of `docs/architecture.md`, read off the source: layers, doors, cycles, budgets.

Each rule is a function from sources (module name → text) to a list of faults. Every rule is shown to find a
fault in a small bad source, and to find none in esgmap.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import esgmap

PACKAGE = Path(esgmap.__file__).parent
Sources = dict[str, str]
Rule = Callable[[Sources], list[str]]

LAYERS: tuple[tuple[str, ...], ...] = (
    ("esgmap",),
    ("esgmap.model", "esgmap.numerals", "esgmap.pages"),
    ("esgmap.reported",),
    ("esgmap.sample_size", "esgmap.fact_changes", "esgmap.intervals", "esgmap.calculations"),
    ("esgmap.computations",),
    ("esgmap.examined",),
    ("esgmap.sampling",),
    (
        *("esgmap.seals", "esgmap.findings", "esgmap.cells", "esgmap.content", "esgmap.texts"),
        *("esgmap.beside", "esgmap.form_columns"),
    ),
    ("esgmap.archive",),
    ("esgmap.documents",),
    ("esgmap.evidence",),
    ("esgmap.opening", "esgmap.drawings"),
    ("esgmap.sheets", "esgmap.yamlfile"),
    ("esgmap.books", "esgmap.packs"),
    ("esgmap.returned",),
    ("esgmap.verify", "esgmap.signoffs"),
    ("esgmap.tables", "esgmap.form_report"),
    ("esgmap.reviews", "esgmap.forms", "esgmap.report_rows", "esgmap.responses"),
    ("esgmap.review_standing",),
    (
        *("esgmap.hub", "esgmap.catalogue", "esgmap.mappings", "esgmap.report"),
        *("esgmap.inforce", "esgmap.applicability", "esgmap.regulations", "esgmap.titles"),
        "esgmap.expectations",
    ),
    ("esgmap.chains",),
    ("esgmap.crosswalk",),
    (
        *("esgmap.coverage", "esgmap.codes", "esgmap.concordance", "esgmap.diff", "esgmap.efforts"),
        *("esgmap.migrate", "esgmap.overlay", "esgmap.supersession", "esgmap.explanations"),
        "esgmap.starting",
    ),
    (
        *("esgmap.assess", "esgmap.checks", "esgmap.claims", "esgmap.content_rules"),
        *("esgmap.content_rules_across", "esgmap.content_rules_crosswalk"),
        *("esgmap.content_rules_hub", "esgmap.content_rules_mappings", "esgmap.content_rules_titles"),
        *("esgmap.content_rules_expectations", "esgmap.content_rules_intake"),
    ),
    ("esgmap.population",),
    ("esgmap.sample_returned",),
    ("esgmap.content_check", "esgmap.lacks", "esgmap.topics"),
    ("esgmap.agenda", "esgmap.tracing"),
    ("esgmap.datarequest",),
    ("esgmap.proposals",),
    ("esgmap.graph_terms",),
    ("esgmap.graph_content", "esgmap.store"),
    ("esgmap.graph_report", "esgmap.endpoint"),
    ("esgmap.graph",),
    ("esgmap.reperform",),
    ("esgmap.export",),
    ("esgmap.review_copy",),
    ("esgmap.review_cells",),
    ("esgmap.review_beside",),
    ("esgmap.review_merge",),
    ("esgmap.shipped",),
    ("esgmap.workspace",),
    ("esgmap.commands",),
    ("esgmap.cli",),
)
"""Low to high. A module imports from lower layers only; inside one of `PACKAGES` also from its neighbours."""

PACKAGES = (
    *("esgmap.checks", "esgmap.documents", "esgmap.evidence", "esgmap.packs", "esgmap.proposals"),
    *("esgmap.export", "esgmap.commands"),
)

DOORS: dict[str, tuple[str, ...]] = {
    "openpyxl": ("esgmap.opening",),
    "yaml": ("esgmap.yamlfile",),
    "jsonschema": ("esgmap.yamlfile",),
    "pyoxigraph": ("esgmap.graph", "esgmap.graph_*", "esgmap.store", "esgmap.export.rdf"),
    "xlsxwriter": ("esgmap.export.workbook*",),
    "jinja2": ("esgmap.export.html",),
    "markupsafe": ("esgmap.export.html",),
    "click": ("esgmap.cli", "esgmap.commands", "esgmap.commands.*"),
    "rich": ("esgmap.commands.*",),
    "pdfplumber": ("esgmap.documents.pdf",),
    "pypdfium2": ("esgmap.documents.pdf",),
    "docx": ("esgmap.documents.docx",),
    "lxml": ("esgmap.documents.docx", "esgmap.documents.html"),
    "charset_normalizer": ("esgmap.documents.plain",),
    "ftfy": ("esgmap.documents.plain", "esgmap.packs.delimited"),
    "snowballstemmer": ("esgmap.proposals.lexicon",),
}
"""The only modules that may import a library; a library without a door may not be imported at all."""

PRINTERS = DOORS["click"]
MODULE_LINES, FUNCTION_LINES, PARAMETERS = 400, 50, 6
BASES = {"Enum", "Exception", "Protocol"}
GROUPS = {("esgmap.cli", "click.Group"), ("esgmap.commands.documents", "click.Group")}
"""What a class may inherit from, beside a name that ends in `Error`; and the groups of the command line."""

MUTABLE = {"list", "dict", "set", "bytearray", "defaultdict", "deque", "Counter", "OrderedDict"}
MUTATORS = {"append", "add", "update", "setdefault", "extend", "insert", "pop", "popitem", "remove", "clear"}
Function = ast.FunctionDef | ast.AsyncFunctionDef


def read_sources() -> Sources:
    """Every module of esgmap by its dotted name."""
    sources = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = (PACKAGE.name, *path.relative_to(PACKAGE).with_suffix("").parts)
        sources[".".join(parts).removesuffix(".__init__")] = path.read_text(encoding="utf-8")
    return sources


SOURCES = read_sources()


# --- who imports whom -----------------------------------------------------------------------------


def imported(name: str, source: str, modules: Sources) -> set[str]:
    """Every module that a module imports, inside functions too; what only type checkers see is left out."""
    found: set[str] = set()
    for node in _walk_at_run_time(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(name, node, modules)
            for alias in node.names:
                inner = f"{base}.{alias.name}"
                found.add(inner if inner in modules else base)
        elif isinstance(node, ast.Constant) and node.value in modules and node.value != "esgmap":
            found.add(str(node.value))  # importlib.import_module("esgmap.export.html")
    return found - {name}


def _walk_at_run_time(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and ast.unparse(child.test).endswith("TYPE_CHECKING"):
            for other in child.orelse:
                yield from _walk_at_run_time(other)
        else:
            yield from _walk_at_run_time(child)


def _absolute(name: str, node: ast.ImportFrom, modules: Sources) -> str:
    if not node.level:
        return node.module or ""
    is_package = any(each.startswith(f"{name}.") for each in modules)
    above = name.split(".")[: None if is_package and node.level == 1 else -(node.level - is_package)]
    return ".".join([*above, *([node.module] if node.module else [])])


def inner_imports(sources: Sources) -> dict[str, set[str]]:
    """For each module, the modules of ours that it imports."""
    return {
        name: {each for each in imported(name, source, sources) if each in sources}
        for name, source in sources.items()
    }


# --- the rules ------------------------------------------------------------------------------------


def layer_faults(sources: Sources) -> list[str]:
    """A module imports only from lower layers, or from its own package."""
    faults = [f"{name} stands in no layer" for name in sources if _layer(name) is None]
    for name, others in inner_imports(sources).items():
        for other in sorted(others):
            own, theirs = _layer(name), _layer(other)
            if own is None or theirs is None or theirs < own or _package(name) == _package(other) != "":
                continue
            faults.append(f"{name} imports {other}, which stands {'beside' if own == theirs else 'above'} it")
    return faults


def _layer(name: str) -> int | None:
    for number, members in enumerate(LAYERS):
        if name in members or _package(name) in members:
            return number
    return None


def _package(name: str) -> str:
    return next((each for each in PACKAGES if name == each or name.startswith(f"{each}.")), "")


def cycle_faults(sources: Sources) -> list[str]:
    """No module reaches itself through its imports."""
    try:
        TopologicalSorter(inner_imports(sources)).prepare()
    except CycleError as fault:
        return [" → ".join(fault.args[1])]
    return []


def door_faults(sources: Sources) -> list[str]:
    """A library is imported only through its door."""
    faults = []
    for name, source in sources.items():
        for library in sorted({each.split(".")[0] for each in imported(name, source, sources)}):
            if library in sys.stdlib_module_names or library == "esgmap":
                continue
            if not any(_fits(name, door) for door in DOORS.get(library, ())):
                faults.append(f"{name} imports {library}")
    return faults


def _fits(name: str, door: str) -> bool:
    return name.startswith(door[:-1]) if door.endswith("*") else name == door


def module_length_faults(sources: Sources) -> list[str]:
    """A module has at most 400 lines."""
    lengths = {name: len(source.splitlines()) for name, source in sources.items()}
    return [f"{name} has {number} lines" for name, number in lengths.items() if number > MODULE_LINES]


def function_length_faults(sources: Sources) -> list[str]:
    """A function has at most 50 lines, its docstring not counted."""
    return [
        f"{name}.{function.name} has {_length(function)} lines"
        for name, function in _functions(sources)
        if _length(function) > FUNCTION_LINES
    ]


def _length(function: Function) -> int:
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    if ast.get_docstring(function, clean=False) is None:
        return lines
    docstring = function.body[0]
    return lines - ((docstring.end_lineno or docstring.lineno) - docstring.lineno + 1)


def parameter_faults(sources: Sources) -> list[str]:
    """A function has at most 6 parameters."""
    faults = []
    for name, function in _functions(sources):
        arguments = function.args
        taken = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        number = len(taken) + bool(arguments.vararg) + bool(arguments.kwarg)
        if number > PARAMETERS:
            faults.append(f"{name}.{function.name} has {number} parameters")
    return faults


def _functions(sources: Sources) -> Iterator[tuple[str, Function]]:
    for name, source in sources.items():
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, Function):
                yield name, node


def inheritance_faults(sources: Sources) -> list[str]:
    """No inheritance but exceptions, enums and protocols, and `click.Group` for the command line."""
    faults = []
    for name, source in sources.items():
        for node in ast.walk(ast.parse(source)):
            for base in node.bases if isinstance(node, ast.ClassDef) else ():
                plain = ast.unparse(base).split("[")[0]
                known = plain.split(".")[-1] in BASES or plain.endswith("Error")
                if not known and (name, plain) not in GROUPS:
                    faults.append(f"{name}.{node.name} inherits from {plain}")
    return faults


def printing_faults(sources: Sources) -> list[str]:
    """Only commands print, with click or rich; nothing writes to the standard streams behind their back."""
    faults = []
    for name, source in sources.items():
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Name) and node.id == "print":
                faults.append(f"{name}:{node.lineno} calls print")
            if isinstance(node, ast.Attribute):
                text = ast.unparse(node)
                quiet = not any(_fits(name, door) for door in PRINTERS)
                if text in {"sys.stdout", "sys.stderr"} or (quiet and text in {"click.echo", "click.secho"}):
                    faults.append(f"{name}:{node.lineno} uses {text}")
    return faults


def state_faults(sources: Sources) -> list[str]:
    """No mutable state in a module: a registry is an UPPER_CASE literal that nothing changes."""
    faults = []
    for name, source in sources.items():
        tree = ast.parse(source)
        registries = set()
        for target, value in _module_values(tree):
            if not _is_mutable(value):
                continue
            registries.add(target)
            if not target.isupper() or not isinstance(value, ast.Dict | ast.List | ast.Set | ast.DictComp):
                faults.append(f"{name}: `{target}` is mutable and no literal registry")
        faults += [f"{name}:{line} changes `{target}`" for target, line in _changes(tree, registries)]
    return faults


def _module_values(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    for node in tree.body:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                yield ast.unparse(target), node.value
        elif isinstance(node, ast.AnnAssign) and node.value:
            yield ast.unparse(node.target), node.value


def _is_mutable(value: ast.expr) -> bool:
    if isinstance(value, ast.Call):
        return ast.unparse(value.func).split(".")[-1] in MUTABLE
    return isinstance(value, ast.Dict | ast.List | ast.Set | ast.DictComp | ast.ListComp | ast.SetComp)


def _changes(tree: ast.Module, registries: set[str]) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Global):
            yield ", ".join(node.names), node.lineno
        elif isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load):
            if ast.unparse(node.value) in registries:
                yield ast.unparse(node.value), node.lineno
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = ast.unparse(node.func.value)
            if node.func.attr in MUTATORS and owner in registries:
                yield owner, node.lineno


# --- esgmap keeps them ----------------------------------------------------------------------------

RULES: tuple[Rule, ...] = (
    layer_faults,
    cycle_faults,
    door_faults,
    module_length_faults,
    function_length_faults,
    parameter_faults,
    inheritance_faults,
    printing_faults,
    state_faults,
)


@pytest.mark.parametrize("rule", RULES)
def test_rule_holds(rule: Rule):
    assert rule(SOURCES) == []


def test_every_module_was_seen():
    assert len(SOURCES) >= 75
    assert {"esgmap", "esgmap.cli", "esgmap.checks", "esgmap.checks.subject"} <= set(SOURCES)
    assert {_layer(name) for name in SOURCES} == set(range(len(LAYERS)))


def test_imports_were_seen():
    imports = inner_imports(SOURCES)
    assert sum(map(len, imports.values())) >= 250
    assert "esgmap.export.rdf" in imports["esgmap.commands.graph"], "imports inside functions are seen"
    assert "esgmap.export.html" in imports["esgmap.export.registry"], "imports by name are seen"
    assert "esgmap.checks.unknown_unit" in imports["esgmap.checks"], "submodules are seen"


def test_every_door_is_used():
    libraries = {each.split(".")[0] for name in SOURCES for each in imported(name, SOURCES[name], SOURCES)}
    assert libraries - set(sys.stdlib_module_names) - {"esgmap"} == set(DOORS)


# --- each rule can fail ---------------------------------------------------------------------------

FITTING = "\n".join(["    pass"] * 49)
LONG = f"{FITTING}\n    pass"
BAD: list[tuple[Rule, Sources, str]] = [
    (layer_faults, {"esgmap.model": "import esgmap.cli", "esgmap.cli": ""}, "stands above it"),
    (layer_faults, {"esgmap.hub": "from esgmap import report", "esgmap.report": ""}, "stands beside it"),
    (layer_faults, {"esgmap.hub": "from . import cli", "esgmap.cli": ""}, "stands above it"),
    (layer_faults, {"esgmap.checks.a": "from ..graph import x", "esgmap.graph": ""}, "stands above it"),
    (layer_faults, {"esgmap.checks.a": "import esgmap.assess", "esgmap.assess": ""}, "stands beside it"),
    (
        layer_faults,
        {"esgmap.export.a": "load('esgmap.commands.gaps')", "esgmap.commands.gaps": ""},
        "stands above it",
    ),
    (layer_faults, {"esgmap.helpers": ""}, "stands in no layer"),
    (
        cycle_faults,
        {
            "esgmap.export.a": "def f():\n    from esgmap.export.b import g",
            "esgmap.export.b": "from esgmap.export import a",
        },
        "esgmap.export.a → esgmap.export.b",
    ),
    (door_faults, {"esgmap.report": "import openpyxl"}, "esgmap.report imports openpyxl"),
    (door_faults, {"esgmap.report": "def f():\n    import yaml"}, "imports yaml"),
    (door_faults, {"esgmap.export.terminal": "from rich.table import Table"}, "imports rich"),
    (door_faults, {"esgmap.graph": "from rdflib import Graph"}, "imports rdflib"),
    (door_faults, {"esgmap.model": "import requests"}, "imports requests"),
    (module_length_faults, {"esgmap.model": "x = 1\n" * 401}, "has 401 lines"),
    (function_length_faults, {"esgmap.model": f"def f():\n{LONG}\n"}, "esgmap.model.f has 51 lines"),
    (parameter_faults, {"esgmap.model": "def f(a, b, c, d, e, *, g, **h): ..."}, "has 7 parameters"),
    (inheritance_faults, {"esgmap.model": "class A(B): ..."}, "esgmap.model.A inherits from B"),
    (inheritance_faults, {"esgmap.model": "class A(click.Group): ..."}, "inherits from click.Group"),
    (printing_faults, {"esgmap.commands.gaps": "print('x')"}, "calls print"),
    (printing_faults, {"esgmap.export.html": "click.echo('x')"}, "uses click.echo"),
    (printing_faults, {"esgmap.graph": "sys.stdout.write('x')"}, "uses sys.stdout"),
    (state_faults, {"esgmap.model": "cache = {}"}, "`cache` is mutable"),
    (state_faults, {"esgmap.model": "SEEN = set()"}, "`SEEN` is mutable"),
    (state_faults, {"esgmap.model": "A = {}\ndef f(): A['x'] = 1"}, "changes `A`"),
    (state_faults, {"esgmap.model": "A = []\ndef f(): A.append(1)"}, "changes `A`"),
    (state_faults, {"esgmap.model": "def f():\n    global a\n    a = 1"}, "changes `a`"),
]


@pytest.mark.parametrize(("rule", "sources", "told"), BAD)
def test_rule_can_fail(rule: Rule, sources: Sources, told: str):
    faults = rule(sources)
    assert len(faults) == 1
    assert told in faults[0]


GOOD: list[tuple[Rule, Sources]] = [
    (layer_faults, {"esgmap.hub": "import esgmap.tables", "esgmap.tables": ""}),
    (layer_faults, {"esgmap.checks.a": "from esgmap.checks import b", "esgmap.checks.b": ""}),
    (
        cycle_faults,
        {
            "esgmap.export.a": "if TYPE_CHECKING:\n    import esgmap.export.b",
            "esgmap.export.b": "import esgmap.export.a",
        },
    ),
    (door_faults, {"esgmap.export.workbook_rows": "import xlsxwriter", "esgmap.cli": "import json, click"}),
    (module_length_faults, {"esgmap.model": "x = 1\n" * 400}),
    (
        function_length_faults,
        {"esgmap.model": f'def f():\n    """Say.\n\n    More.\n    """\n{FITTING}\n'},
    ),
    (inheritance_faults, {"esgmap.model": "class A(Enum): ...\nclass B(ValueError): ...\nclass C: ..."}),
    (
        state_faults,
        {"esgmap.model": "NAMES = {'a': 1}\npair = (1, 2)\ndef f():\n    x = []\n    x.append(1)"},
    ),
]


@pytest.mark.parametrize(("rule", "sources"), GOOD)
def test_rule_lets_the_right_thing_pass(rule: Rule, sources: Sources):
    assert rule(sources) == []


def test_every_rule_is_shown_to_fail():
    assert {rule for rule, _, _ in BAD} == set(RULES)
