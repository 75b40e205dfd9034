"""`report.yaml` → plain text values with positions. The only module that knows YAML and jsonschema.

Every scalar stays the text that was written (`1.10` is `1.10`, `NO` is `NO`). Unknown keys, doubled keys and
missing ones are problems with line and column, worded by what the schema expects.
"""

from __future__ import annotations

import difflib
import json
import re
from pathlib import Path
from typing import Any

import yaml

from esgmap.model import Problem, Severity, Source

SCHEMAS = Path(__file__).parent / "schemas"
Place = dict[tuple[str | int, ...], tuple[int, int]]


def read_yaml(path: Path, schema_name: str, shown: str) -> tuple[dict[str, Any] | None, Place, list[Problem]]:
    """Read and validate one YAML mapping: its values, where each stands, and all problems."""
    try:
        node = yaml.compose(path.read_text(encoding="utf-8-sig"), Loader=_LOADER)
    except FileNotFoundError:
        hint = f"a report folder holds {shown} and facts.csv; see docs/content.md"
        return None, {}, [_problem("unreadable-file", "the file is missing", hint, Source(shown))]
    except (OSError, UnicodeDecodeError) as fault:
        hint = "save the file as UTF-8 text"
        return None, {}, [_problem("wrong-encoding", f"cannot be read: {fault}", hint, Source(shown))]
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        place = Source(shown, mark.line + 1, mark.column + 1) if mark else Source(shown)
        hint = "indent with spaces, never tabs; put text with a colon in double quotes"
        return None, {}, [_problem("yaml-syntax", fault.problem or "is not YAML", hint, place)]
    if node is None:
        return None, {}, [_problem("empty-file", "the file is empty", "see docs/content.md", Source(shown))]
    places: Place = {}
    problems: list[Problem] = []
    value = _plain(node, (), places, shown, problems)
    problems += _schema_problems(value, schema_name, places, shown)
    return (value if isinstance(value, dict) else None), places, problems


_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _plain(
    node: yaml.Node, path: tuple[str | int, ...], places: Place, shown: str, problems: list[Problem]
) -> Any:
    """The node as dict, list or text, noting where each part stands."""
    mark = node.start_mark
    places[path] = (mark.line + 1, mark.column + 1)
    if isinstance(node, yaml.MappingNode):
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            if key in result:
                place = Source(shown, key_node.start_mark.line + 1, key_node.start_mark.column + 1)
                problems.append(_problem("duplicate-key", f"`{key}` stands twice", "keep one of them", place))
            result[key] = _plain(value_node, (*path, key), places, shown, problems)
        return result
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, (*path, n), places, shown, problems) for n, item in enumerate(node.value)]
    return str(node.value)


def _schema_problems(value: Any, schema_name: str, places: Place, shown: str) -> list[Problem]:
    schema = json.loads((SCHEMAS / f"{schema_name}.schema.json").read_text(encoding="utf-8"))
    if fits(value, schema):
        return []
    from jsonschema import Draft202012Validator  # takes long to import: only to word what is wrong

    problems = []
    for fault in sorted(
        Draft202012Validator(schema).iter_errors(value), key=lambda each: str(each.json_path)
    ):
        path = tuple(fault.absolute_path)
        place = Source(shown, *places.get(path, (1, 1)))
        problems += _worded(fault, path, place)
    return problems


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


def _worded(fault: Any, path: tuple[Any, ...], place: Source) -> list[Problem]:
    where = ".".join(map(str, path)) or "the file"
    properties = fault.schema.get("properties", {}) if isinstance(fault.schema, dict) else {}
    if fault.validator == "required":
        missing = [key for key in fault.validator_value if key not in fault.instance]
        return [
            _problem("missing-key", f"`{key}` is missing in {where}", _describe(properties.get(key)), place)
            for key in missing
            if f"'{key}'" in fault.message
        ]
    if fault.validator == "additionalProperties":
        unknown = [key for key in fault.instance if key not in properties]
        return [
            _problem("unknown-key", f"`{key}` is not known in {where}", _nearest(key, properties), place)
            for key in unknown
        ]
    if fault.validator == "enum":
        message = f"{where} is `{fault.instance}`; expected one of {', '.join(fault.validator_value)}"
        return [
            _problem("unknown-choice", message, _nearest(str(fault.instance), fault.validator_value), place)
        ]
    expected = fault.schema.get("title") or fault.validator_value
    message = f"{where} is `{_short(fault.instance)}`; expected {expected}"
    return [_problem("malformed-value", message, _describe(fault.schema), place)]


def _nearest(word: str, known: Any) -> str:
    near = difflib.get_close_matches(word, list(known), 1, 0.6)
    return f"is `{near[0]}` meant?" if near else f"known: {', '.join(known)}"


def _describe(schema: Any) -> str:
    return str(schema.get("description", "")) if isinstance(schema, dict) else ""


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) < 60 else text[:57] + "..."


def _problem(code: str, message: str, hint: str, place: Source) -> Problem:
    return Problem(code, Severity.ERROR, message, hint, place)
