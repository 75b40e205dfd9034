"""`report.yaml` → plain text values with positions. The only module that knows YAML and jsonschema.

Every scalar stays the text that was written (`1.10` is `1.10`, `NO` is `NO`); a key without a value is a key
left out. Unknown keys, doubled keys and missing ones are problems with line and column, worded by what the
schema expects.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from esgmap.model import Problem, Severity, Source
from esgmap.texts import decode, split_lines

SCHEMAS = Path(__file__).parent / "schemas"
Keys = tuple[str | int, ...]
Place = dict[Keys, tuple[int, int]]

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True)
class _Reading:
    """What is noted while a file is read: where each value and each key stands, and what is wrong."""

    shown: str
    places: Place = field(default_factory=dict)
    keys: Place = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)


def read_yaml(path: Path, schema_name: str, shown: str) -> tuple[dict[str, Any] | None, Place, list[Problem]]:
    """Read and validate one YAML mapping: its values, where each stands, and all problems."""
    hint = f"a report folder holds {shown} and facts.csv; see docs/content.md"
    try:
        text = decode(path.read_bytes(), shown)
    except FileNotFoundError:
        return None, {}, [_problem("unreadable-file", "the file is missing", hint, Source(shown))]
    except OSError as fault:
        message = f"the file cannot be read: {fault.strerror}"
        return None, {}, [_problem("unreadable-file", message, hint, Source(shown))]
    if isinstance(text, Problem):
        return None, {}, [text]
    try:
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as fault:
        return None, {}, [_syntax_problem(fault, text, shown)]
    if node is None:
        hint = f"start with the keys {', '.join(_schema(schema_name)['required'])}"
        return None, {}, [_problem("empty-file", "nothing is filled in", hint, Source(shown))]
    reading = _Reading(shown)
    value = _plain(node, (), reading)
    problems = reading.problems + _schema_problems(value, schema_name, _spots(reading))
    return (value if isinstance(value, dict) else None), reading.places, problems


def _syntax_problem(fault: Any, text: str, shown: str) -> Problem:
    told, context = getattr(fault, "problem", ""), getattr(fault, "context", None) or ""
    message = f"YAML cannot read on here ({told})" if told else "the file holds characters that YAML forbids"
    hint = "look at the indentation, and put text that holds a colon or a # in double quotes"
    mark = getattr(fault, "problem_mark", None) or getattr(fault, "context_mark", None)
    if "quoted" in context and "end of stream" in told:
        mark, message, hint = fault.context_mark, "the quote that opens here is not closed", "close it"
    if mark is None:
        return _problem("yaml-syntax", message, hint, Source(shown))
    if "\t" in [*split_lines(text), ""][mark.line][: mark.column + 1]:
        message = "a tab stands where spaces are expected"
        hint = "indent with spaces, two for each level, never with tabs"
    return _problem("yaml-syntax", message, hint, Source(shown, mark.line + 1, mark.column + 1))


def _plain(node: yaml.Node, path: Keys, reading: _Reading) -> Any:
    """The node as dict, list or text, noting where each part stands."""
    place = reading.places[path] = _mark(node)
    if isinstance(node, yaml.ScalarNode):
        return str(node.value)
    if id(node) in reading.seen:
        message, hint = "this part is repeated elsewhere by a `*` reference", "write it out there, too"
        reading.problems.append(_problem("yaml-syntax", message, hint, Source(reading.shown, *place)))
        return ""
    reading.seen.add(id(node))
    read = _mapping if isinstance(node, yaml.MappingNode) else _list
    return read(node, path, reading)


def _mapping(node: yaml.Node, path: Keys, reading: _Reading) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        place = _mark(key_node)
        first = reading.keys.setdefault((*path, key), place)
        if first != place:
            message = f"`{key}` stands twice; first on line {first[0]}"
            place_of = Source(reading.shown, *place)
            reading.problems.append(_problem("duplicate-key", message, "keep one of them", place_of))
        value = _plain(value_node, (*path, key), reading)
        if value != "":
            result[key] = value
    return result


def _list(node: yaml.Node, path: Keys, reading: _Reading) -> list[Any]:
    return [_plain(item, (*path, number), reading) for number, item in enumerate(node.value)]


def _mark(node: yaml.Node) -> tuple[int, int]:
    return node.start_mark.line + 1, node.start_mark.column + 1


def fits(value: Any, schema: Any) -> bool:
    """Whether a value fits a schema; knows the few JSON Schema words that our own schemas use."""
    kind = {"object": dict, "array": list, "string": str}[schema["type"]]
    if not isinstance(value, kind):
        return False
    if isinstance(value, dict):
        properties = schema["properties"]
        return all(key in value for key in schema["required"]) and all(
            key in properties and fits(each, properties[key]) for key, each in value.items()
        )
    if isinstance(value, list):
        return len(value) >= schema.get("minItems", 0) and all(fits(each, schema["items"]) for each in value)
    return value in schema.get("enum", [value]) and bool(re.search(schema.get("pattern", ""), value))


def _schema(name: str) -> Any:
    return json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class _Spots:
    """Where each value stands, and each key that a person wrote, with or without a value."""

    values: Callable[[Keys], Source]
    keys: Callable[[Keys], Source | None]


def _spots(reading: _Reading) -> _Spots:
    def key(keys: Keys) -> Source | None:
        at = reading.keys.get(keys)
        return Source(reading.shown, *at) if at else None

    return _Spots(lambda keys: Source(reading.shown, *reading.places[keys]), key)


def check_values(value: dict[str, Any], schema_name: str, spots: Mapping[Keys, Source]) -> list[Problem]:
    """What a schema finds wrong with values that were read elsewhere; `spots` says where each stands.

    What has no place of its own stands where the nearest thing around it does.
    """

    def nearest(keys: Keys) -> Source:
        return spots[next(keys[:end] for end in range(len(keys), -1, -1) if keys[:end] in spots)]

    return _schema_problems(value, schema_name, _Spots(nearest, spots.get))


def _schema_problems(value: Any, schema_name: str, spots: _Spots) -> list[Problem]:
    schema = _schema(schema_name)
    if fits(value, schema):
        return []
    from jsonschema import Draft202012Validator  # takes long to import: only to word what is wrong

    faults = sorted(Draft202012Validator(schema).iter_errors(value), key=lambda each: str(each.json_path))
    return [problem for fault in faults for problem in _worded(fault, spots)]


def _worded(fault: Any, spots: _Spots) -> list[Problem]:
    path, properties = tuple(fault.absolute_path), fault.schema.get("properties", {})
    inside = f" in {_named(path)}" if path else ""
    if fault.validator == "required":
        key = next(key for key in fault.validator_value if fault.message.startswith(f"'{key}' "))
        at = spots.keys((*path, key))
        message = f"`{key}`{inside} {'has no value' if at else 'is missing'}"
        place = at or spots.values(path)
        return [_problem("missing-key", message, f"fill in {_describe(properties[key])}", place)]
    if fault.validator == "additionalProperties":
        return [
            _problem(
                "unknown-key",
                f"`{key}` is not known{inside}",
                _nearest(key, properties),
                spots.keys((*path, key)) or spots.values(path),
            )
            for key in fault.instance
            if key not in properties
        ]
    place = spots.values(path)
    name = f"`{_named(path)}`" if path else "the file"
    if fault.validator == "enum":
        message = f"{name} is `{fault.instance}`; expected one of {', '.join(fault.validator_value)}"
        return [_problem("unknown-choice", message, _nearest(fault.instance, fault.validator_value), place)]
    message = f"{name} is {_short(fault.instance)}; expected {_expected(fault)}"
    return [_problem("malformed-value", message, _describe(fault.schema), place)]


def _named(path: Keys) -> str:
    """A path as people say it: items are counted from 1."""
    return " › ".join(f"item {part + 1}" if isinstance(part, int) else part for part in path)


def _expected(fault: Any) -> str:
    if fault.validator != "type" or fault.validator_value == "array":
        return str(fault.schema.get("title", "a list, each line beginning with a hyphen"))
    if fault.validator_value == "object":
        below = ", indented below it" if fault.absolute_path else ""
        return f"the keys {', '.join(fault.schema['properties'])}{below}"
    return "one text"


def _nearest(word: str, known: Any) -> str:
    near = difflib.get_close_matches(word.casefold().replace(" ", "_"), list(known), 1, 0.6)
    return f"is `{near[0]}` meant?" if near else f"known: {', '.join(known)}"


def _describe(schema: Any) -> str:
    choices = f": {', '.join(schema['enum'])}" if "enum" in schema else ""
    return f"{schema['description']}{choices}"


def _short(value: Any) -> str:
    if isinstance(value, dict):
        return "a group of keys"
    if isinstance(value, list):
        return "a list" if value else "an empty list"
    return f"`{value}`" if len(value) < 60 else f"`{value[:57]}…`"


def _problem(code: str, message: str, hint: str, place: Source) -> Problem:
    return Problem(code, Severity.ERROR, message, hint, place)
