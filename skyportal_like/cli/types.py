"""Writes the API's types for the web UI: python -m skyportal_like.cli.types."""

import json
import re
import sys
from typing import Any

from skyportal_like import __version__, app, openapi

HEADER = "// Generated from the handlers' signatures by `make types`; do not edit.\n"
NAME = re.compile(r"^[A-Za-z_$][\w$]*$")


def typescript() -> str:
    """Give the whole file: one interface a schema, one entry an operation."""
    document = openapi.document(app.routes(), __version__)
    schemas = document["components"]["schemas"]
    parts = [HEADER, "export type Json = unknown\n"]
    for name, schema in schemas.items():
        parts.append(f"export type {_identifier(name)} = {_type(schema)}\n")
    parts.append("export interface Operations {")
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            parts.append(_operation(method.upper(), path, operation))
    parts.append("}\n")
    return "\n".join(parts)


def _operation(method: str, path: str, operation: dict[str, Any]) -> str:
    by_place: dict[str, list[dict[str, Any]]] = {"path": [], "query": []}
    for parameter in operation["parameters"]:
        by_place[parameter["in"]].append(parameter)
    body = operation.get("requestBody", {}).get("content", {})
    sent = body.get("application/json", {}).get("schema")
    given = operation["responses"]["200"].get("content", {})
    answer = given.get("application/json", {}).get("schema")
    lines = [
        f"  {json.dumps(f'{method} {path}')}: {{",
        f"    path: {_parameters(by_place['path'])}",
        f"    query: {_parameters(by_place['query'])}",
        f"    body: {_type(sent) if sent else 'undefined'}",
        f"    answer: {_type(answer['properties']['data']) if answer else 'Blob'}",
        "  }",
    ]
    return "\n".join(lines)


def _parameters(parameters: list[dict[str, Any]]) -> str:
    if not parameters:
        return "Record<string, never>"
    fields = [
        f"{_key(one['name'])}{'' if one['required'] else '?'}: {_type(one['schema'])}"
        for one in parameters
    ]
    return "{ " + "; ".join(fields) + " }"


def _type(schema: Any) -> str:
    """Write one schema as a type."""
    if not isinstance(schema, dict) or not schema:
        return "Json"
    if "$ref" in schema:
        return _identifier(schema["$ref"].rpartition("/")[2])
    if "const" in schema:
        return json.dumps(schema["const"])
    if "enum" in schema:
        return " | ".join(json.dumps(one) for one in schema["enum"])
    for several in ("anyOf", "oneOf"):
        if several in schema:
            return " | ".join(dict.fromkeys(_type(one) for one in schema[several]))
    return _plain(schema)


def _plain(schema: dict[str, Any]) -> str:
    kind = schema.get("type")
    if kind == "array":
        if "prefixItems" in schema:
            return "[" + ", ".join(_type(one) for one in schema["prefixItems"]) + "]"
        return f"Array<{_type(schema.get('items'))}>"
    if kind == "object":
        return _object(schema)
    return {
        "string": "string",
        "integer": "number",
        "number": "number",
        "boolean": "boolean",
        "null": "null",
    }.get(str(kind), "Json")


def _object(schema: dict[str, Any]) -> str:
    properties = schema.get("properties")
    if not properties:
        values = schema.get("additionalProperties")
        inner = _type(values) if isinstance(values, dict) else "Json"
        return f"Record<string, {inner}>"
    required = set(schema.get("required", ()))
    fields = [
        f"  {_key(name)}{'' if name in required else '?'}: {_type(value)}"
        for name, value in properties.items()
    ]
    return "{\n" + "\n".join(fields) + "\n}"


def _key(name: str) -> str:
    return name if NAME.match(name) else json.dumps(name)


def _identifier(name: str) -> str:
    return re.sub(r"\W+", "_", name)


if __name__ == "__main__":
    sys.stdout.write(typescript())
