"""The description at /openapi.json: FastAPI's own, with our errors, the key, and where one answer leads to the next."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI

from demarche.api.guard import OPEN, UNSAFE
from demarche.api.problems import Problem, problems_for

AT_THE_DOOR = (400, 408, 413, 421)  # what the guard may answer to any request
TO_WRITERS = (403, 429)
# Which field of an answer is which parameter of another question.
LINKS = (
    ("/v1/events", "get", "200", "/v1/events/{event_id}", "get", "event_id", "/items/0/event_id"),
    ("/v1/events", "get", "200", "/v1/documents/{doc_id}", "get", "doc_id", "/items/0/doc_id"),
    ("/v1/documents", "get", "200", "/v1/documents/{doc_id}", "get", "doc_id", "/items/0/doc_id"),
    ("/v1/stories", "get", "200", "/v1/stories/{story_id}", "get", "story_id", "/items/0/story_id"),
    ("/v1/documents", "post", "200", "/v1/documents/{doc_id}", "get", "doc_id", "/doc_id"),
    ("/v1/documents", "post", "201", "/v1/documents/{doc_id}", "get", "doc_id", "/doc_id"),
    ("/v1/documents", "post", "202", "/v1/batches/{batch}", "get", "batch", "/batch"),
    ("/v1/reviews", "post", "201", "/v1/reviews/{review_id}", "delete", "review_id", "/review_id"),
    ("/v1/events", "get", "200", "/v1/events", "get", "cursor", "/cursor"),
    ("/v1/documents", "get", "200", "/v1/documents", "get", "cursor", "/cursor"),
    ("/v1/stories", "get", "200", "/v1/stories", "get", "cursor", "/cursor"),
)


def described(app: FastAPI) -> dict[str, Any]:
    """The description, made once."""
    if app.openapi_schema is None:
        found = FastAPI.openapi(app)
        parts = found.setdefault("components", {})
        shapes = parts.setdefault("schemas", {})
        problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        shapes |= problem.pop("$defs", {})
        shapes["Problem"] = problem
        parts["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
        found["security"] = [{}, {"key": []}]
        for path, known in found["paths"].items():
            for method, operation in known.items():
                _with_refusals(operation, path, method.upper())
                for parameter in operation.get("parameters", []):
                    _as_accepted(parameter)
        for link in LINKS:
            _link(found["paths"], *link)
        app.openapi_schema = found
    return app.openapi_schema


def _with_refusals(operation: dict[str, Any], path: str, method: str) -> None:
    """What the guard answers before anything else sees the request."""
    statuses = {*AT_THE_DOOR, *(() if path in OPEN else (401,)), *(TO_WRITERS if method in UNSAFE else ())}
    for status, reply in problems_for(*sorted(statuses)).items():
        operation["responses"].setdefault(str(status), reply)


def _as_accepted(parameter: dict[str, Any]) -> None:
    """What is let through beyond the types: an empty parameter is one not given, a limit beyond the cap is the cap."""
    known = parameter["schema"]
    if parameter["in"] == "query" and not parameter["required"]:
        for one in known.get("anyOf", [known]):
            if parameter["name"] == "limit":
                one.pop("maximum", None)
        known["anyOf"] = [*known.get("anyOf", []), {"const": ""}] if "anyOf" in known else [dict(known), {"const": ""}]
        for name in set(known) - {"anyOf", "title", "description", "default"}:
            del known[name]


def _link(
    paths: dict[str, Any], path: str, method: str, status: str, to: str, how: str, parameter: str, at: str
) -> None:
    reply = paths[path][method]["responses"].setdefault(status, {"description": HTTPStatus(int(status)).phrase})
    place = "query" if f"{{{parameter}}}" not in to else "path"
    reply.setdefault("links", {})[f"{how} {to} by {parameter}"] = {
        "operationId": paths[to][how]["operationId"],
        "parameters": {f"{place}.{parameter}": f"$response.body#{at}"},
    }
