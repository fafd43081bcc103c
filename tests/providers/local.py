"""A sign-in provider on this machine, which tells the truth unless a test makes it lie."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwk, jwt

CLIENT_ID, CLIENT_SECRET = "platform", "provider & secret"


@cache
def new_key(name: str | None) -> jwk.RSAKey:
    """Make a key; one of a name is made once a run."""
    return jwk.RSAKey.generate_key(2048, {"kid": name, "use": "sig"} if name else None)


def half_hash(text: str) -> str:
    """Give the left half of a digest, as `at_hash` has it."""
    digest = hashlib.sha256(text.encode()).digest()
    return base64.urlsafe_b64encode(digest[:16]).rstrip(b"=").decode()


@dataclass
class Grant:
    """What a code is good for, once."""

    redirect_uri: str
    challenge: str
    nonce: str | None
    subject: str


@dataclass
class LocalProvider:
    """An OpenID Connect server, and a plain OAuth 2 one at other addresses."""

    claims: dict[str, Any] = field(default_factory=lambda: {"sub": "vera-1"})
    told: dict[str, Any] = field(default_factory=dict)
    alter: Callable[[dict[str, Any]], dict[str, Any]] = lambda claims: claims
    key: jwk.RSAKey = field(default_factory=lambda: new_key("first"))
    signer: Any = None
    header: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    failing: dict[str, int] = field(default_factory=dict)
    raw_token: str | None = None
    asked: list[str] = field(default_factory=list)
    silent: threading.Event = field(default_factory=threading.Event)
    hanging: set[str] = field(default_factory=set)
    grants: dict[str, Grant] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    server: ThreadingHTTPServer | None = None

    def start(self) -> None:
        """Listen on a free port."""
        provider = self

        class Handler(BaseHTTPRequestHandler):
            """Answers for the provider."""

            protocol_version = "HTTP/1.0"

            def do_GET(self) -> None:
                self._answer({})

            def do_POST(self) -> None:
                size = int(self.headers.get("Content-Length", 0))
                form = parse_qs(self.rfile.read(size).decode(), keep_blank_values=True)
                self._answer({name: values[0] for name, values in form.items()})

            def _answer(self, form: dict[str, str]) -> None:
                parts = urlsplit(self.path)
                provider.asked.append(parts.path)
                if parts.path in provider.hanging:
                    provider.silent.wait(30)
                query = {name: values[0] for name, values in parse_qs(parts.query).items()}
                status, body, location = provider.answer(
                    parts.path, query | form, self.headers.get("Authorization", "")
                )
                self.send_response(status)
                if location is not None:
                    self.send_header("Location", location)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(body if isinstance(body, bytes) else json.dumps(body).encode())

            def log_message(self, *args: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        """Let the port go."""
        assert self.server is not None
        self.silent.set()
        self.server.shutdown()
        self.server.server_close()

    @property
    def issuer(self) -> str:
        """Where it answers."""
        assert self.server is not None
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def answer(
        self, path: str, query: dict[str, str], authorization: str
    ) -> tuple[int, Any, str | None]:
        """Answer a request."""
        found: tuple[int, Any, str | None]
        if path in self.failing:
            return self.failing[path], {"error": "out of order"}, None
        match path:
            case "/.well-known/openid-configuration":
                found = 200, self._discovery(), None
            case "/jwks":
                found = 200, {"keys": [self.key.as_dict(private=False)]}, None
            case "/authorize":
                found = 302, b"", self._authorize(query)
            case "/token":
                found = self._token(query, authorization)
            case "/userinfo" if authorization == "Bearer access-token":
                found = 200, {**self.claims, **self.told}, None
            case _:
                found = 404, {}, None
        return found

    def _discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": self.issuer + "/authorize",
            "token_endpoint": self.issuer + "/token",
            "userinfo_endpoint": self.issuer + "/userinfo",
            "jwks_uri": self.issuer + "/jwks",
        } | self.metadata

    def _authorize(self, query: dict[str, str]) -> str:
        """Let whoever comes in as the person of the moment."""
        assert query["response_type"] == "code"
        assert query["client_id"] == CLIENT_ID
        assert query["code_challenge_method"] == "S256"
        code = f"code-{len(self.grants)}"
        self.grants[code] = Grant(
            query["redirect_uri"],
            query["code_challenge"],
            query.get("nonce"),
            str(self.claims.get("sub")),
        )
        sent = {"code": code, "state": query["state"], "iss": self.issuer}
        return f"{query['redirect_uri']}?{urlencode(sent)}"

    def _token(self, form: dict[str, str], authorization: str) -> tuple[int, Any, str | None]:
        grant = self.grants.pop(form["code"], None)
        verifier = hashlib.sha256(form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(verifier).rstrip(b"=").decode()
        known = (
            "Basic " + base64.b64encode(b"platform:provider+%26+secret").decode() == authorization
            or form.get("client_secret") == CLIENT_SECRET
        )
        if (
            grant is None
            or challenge != grant.challenge
            or form["redirect_uri"] != grant.redirect_uri
            or form["grant_type"] != "authorization_code"
            or not known
        ):
            return 400, {"error": "invalid_grant"}, None
        token = self.raw_token or self._id_token(grant)
        answer = {"access_token": "access-token", "token_type": "Bearer", "id_token": token}
        return 200, answer, None

    def _id_token(self, grant: Grant) -> str:
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "exp": now + 300,
            "iat": now,
            "nonce": grant.nonce,
            "at_hash": half_hash("access-token"),
        }
        header = {"alg": "RS256"} | ({"kid": self.key.kid} if self.key.kid else {}) | self.header
        return jwt.encode(
            header,
            self.alter(claims | self.claims),
            self.signer or self.key,
            algorithms=[header["alg"]],
        )
