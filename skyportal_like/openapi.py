"""The handlers' signatures as an OpenAPI 3.1 document, and as a page for people."""

import html
import re
from functools import lru_cache
from typing import Any

import orjson
from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import models_json_schema
from tornado.web import RequestHandler

from skyportal_like.handlers.contracts import Contract
from skyportal_like.handlers.endpoints import ApiHandler
from skyportal_like.handlers.platform import Platform
from skyportal_like.handlers.routes import Routes

METHODS = ("get", "head", "post", "put", "patch", "delete")
REFERENCES = "#/components/schemas/{model}"
GROUP = re.compile(r"\(\?P<(\w+)>[^()]*(?:\([^()]*\)[^()]*)*\)")
FAILURE = {
    "description": "an error, in the same envelope",
    "content": {
        "application/json": {
            "schema": {
                "type": "object",
                "required": ["status", "message", "data", "version"],
                "properties": {
                    "status": {"const": "error"},
                    "message": {"type": "string"},
                    "data": {
                        "type": "object",
                        "required": ["code"],
                        "properties": {
                            "code": {"type": "string"},
                            "fields": {
                                "type": "object",
                                "additionalProperties": {"type": "string"},
                            },
                        },
                    },
                    "version": {"type": "string"},
                },
            }
        }
    },
}
STYLE = (
    "body{font:15px/1.5 system-ui;margin:2rem auto;max-width:60rem;padding:0 1rem;"
    "color-scheme:light dark}code{font-size:.95em}details{border-top:1px solid #8884;"
    "padding:.4rem 0}summary{cursor:pointer}pre{overflow:auto}b{display:inline-block;width:4.5em}"
)


def path_of(pattern: str) -> str:
    """Write a route's pattern as OpenAPI writes paths."""
    return GROUP.sub(lambda match: "{" + match.group(1) + "}", pattern).replace("\\", "")


def contracts_of(handler: type[RequestHandler]) -> dict[str, Contract]:
    """Give the contracts of a handler's methods."""
    found = {}
    for method in METHODS:
        contract = getattr(getattr(handler, method, None), "contract", None)
        if isinstance(contract, Contract):
            found[method] = contract
    return found


def document(routes: Routes, version: str) -> dict[str, Any]:
    """Make the document of all routes that have contracts."""
    paths: dict[str, dict[str, Any]] = {}
    bodies: list[tuple[type[BaseModel], Any]] = []
    answers: list[tuple[str, Any, TypeAdapter[Any]]] = []
    for pattern, handler in routes:
        for method, contract in contracts_of(handler).items():
            if contract.takes_body is not None:
                bodies.append((contract.takes_body, "validation"))
            key = f"{method} {path_of(pattern)}"
            if contract.returns is not None:
                answers.append((key, "serialization", contract.returns))
    _, body_schemas = models_json_schema(bodies, ref_template=REFERENCES)
    answer_map, answer_schemas = TypeAdapter.json_schemas(answers, ref_template=REFERENCES)
    for pattern, handler in routes:
        for method, contract in contracts_of(handler).items():
            path = path_of(pattern)
            schema = answer_map.get((f"{method} {path}", "serialization"))
            paths.setdefault(path, {})[method] = _operation(contract, schema)
    components = body_schemas.get("$defs", {}) | answer_schemas.get("$defs", {})
    made = {
        "openapi": "3.1.0",
        "info": {
            "title": "skyportal_like",
            "version": version,
            "description": "The API of the field's scripts, brokers and bots.",
        },
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": dict(sorted(components.items())),
            "responses": {"Failure": FAILURE},
            "securitySchemes": {
                "token": {"type": "apiKey", "in": "header", "name": "Authorization"},
                "session": {"type": "apiKey", "in": "cookie", "name": "session"},
            },
        },
    }
    return {part: _with_our_dates(value) for part, value in made.items()}


def _with_our_dates(schema: Any) -> Any:
    """Say of dates what is true: naive UTC, which the standard's own "date-time" is not."""
    if isinstance(schema, dict):
        replaced = {key: _with_our_dates(value) for key, value in schema.items()}
        if replaced.get("format") == "date-time":
            replaced["format"] = "naive-date-time"
        return replaced
    if isinstance(schema, list):
        return [_with_our_dates(value) for value in schema]
    return schema


def _operation(contract: Contract, answer: Any) -> dict[str, Any]:
    success: dict[str, Any] = {"description": "bytes, or a redirect to them"}
    if answer is not None:
        success = {
            "description": "success",
            "content": {"application/json": {"schema": _envelope(answer)}},
        }
    operation: dict[str, Any] = {
        "operationId": contract.method.__qualname__,
        "summary": contract.summary.splitlines()[0],
        "description": contract.summary,
        "parameters": [*_path_parameters(contract), *_query_parameters(contract)],
        "responses": {
            "200": success,
            "default": {"$ref": "#/components/responses/Failure"},
        },
        "security": [] if contract.anonymous else [{"token": []}, {"session": []}],
    }
    if contract.acls:
        operation["x-acls"] = sorted(contract.acls)
    if contract.takes_body is not None:
        reference = REFERENCES.format(model=contract.takes_body.__name__)
        operation["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": {"$ref": reference}}},
        }
    return operation


def _envelope(answer: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["status", "data", "version"],
        "properties": {
            "status": {"const": "success"},
            "data": answer,
            "version": {"type": "string"},
        },
    }


def _path_parameters(contract: Contract) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": adapter.json_schema()}
        for name, adapter in contract.path.items()
    ]


def _query_parameters(contract: Contract) -> list[dict[str, Any]]:
    if contract.takes_query is None:
        return []
    schema = contract.takes_query.model_json_schema(by_alias=True)
    definitions = schema.get("$defs", {})
    required = schema.get("required", ())
    return [
        {
            "name": name,
            "in": "query",
            "required": name in required,
            "schema": _inlined(value, definitions),
        }
        for name, value in schema["properties"].items()
    ]


def _inlined(schema: Any, definitions: dict[str, Any]) -> Any:
    """Replace references by what they refer to: a parameter's schema stands alone."""
    if isinstance(schema, dict):
        if "$ref" in schema:
            return _inlined(definitions[schema["$ref"].rpartition("/")[2]], definitions)
        return {key: _inlined(value, definitions) for key, value in schema.items()}
    if isinstance(schema, list):
        return [_inlined(value, definitions) for value in schema]
    return schema


def page(api: dict[str, Any]) -> str:
    """Write the document for people: one line an operation, opened for more."""
    rows = []
    for path, operations in api["paths"].items():
        for method, operation in operations.items():
            detail = {
                key: operation[key]
                for key in ("parameters", "requestBody", "responses")
                if operation.get(key)
            }
            needs = ", ".join(operation.get("x-acls", ()))
            text = orjson.dumps(detail, option=orjson.OPT_INDENT_2).decode()
            rows.append(
                f"<details><summary><b>{method.upper()}</b> <code>{html.escape(path)}</code> — "
                f"{html.escape(operation['summary'])}"
                f"{' <i>needs ' + html.escape(needs) + '</i>' if needs else ''}</summary>"
                f"<p>{html.escape(operation['description'])}</p>"
                f"<pre>{html.escape(text)}</pre></details>"
            )
    version = html.escape(api["info"]["version"])
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>API</title>'
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style>'
        f"<main><h1>The API, version {version}</h1><p>Send "
        "<code>Authorization: token …</code>. The same as a document: "
        '<a href="/api/openapi.json">openapi.json</a>.</p>'
        f"{''.join(rows)}</main></html>"
    )


class Document(ApiHandler):
    """The document, made once a process."""

    def initialize(self, platform: Platform, body: str, content_type: str) -> None:  # type: ignore[override]
        """Take what to serve."""
        super().initialize(platform)
        self._body = body
        self._content_type = content_type

    async def get(self) -> None:
        """Serve it."""
        if self.refusal is not None:
            self.refuse(self.refusal)
            return
        self.set_header("Content-Type", self._content_type)
        self.set_header(
            "Content-Security-Policy",
            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
        )
        await self.finish(self._body)


def routes(
    api_routes: Routes, platform: Platform
) -> list[tuple[str, type[RequestHandler], dict[str, Platform | str]]]:
    """Serve the document and its page."""
    text, readable = _written(tuple(api_routes), platform.version)
    shared: dict[str, Platform | str] = {"platform": platform}
    return [
        (
            r"/api/openapi\.json",
            Document,
            shared | {"body": text, "content_type": "application/json; charset=UTF-8"},
        ),
        (
            r"/api/docs",
            Document,
            shared | {"body": readable, "content_type": "text/html; charset=UTF-8"},
        ),
    ]


@lru_cache(maxsize=2)
def _written(
    api_routes: tuple[tuple[str, type[RequestHandler]], ...], version: str
) -> tuple[str, str]:
    api = document(list(api_routes), version)
    return orjson.dumps(api, option=orjson.OPT_SORT_KEYS).decode(), page(api)
