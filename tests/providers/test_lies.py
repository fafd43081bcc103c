"""What providers say that is not believed, and providers that do not answer."""

import base64
import hmac
import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from joserfc import jwk

from tests.providers.browsers import Browser, error_of, people, rows, visited
from tests.providers.local import CLIENT_ID, CLIENT_SECRET, LocalProvider, new_key
from tests.world import World

Lie = Callable[[LocalProvider], None]


def _claims(**changed: object) -> Lie:
    def lie(provider: LocalProvider) -> None:
        provider.alter = lambda claims: {**claims, **changed}

    return lie


def _without(name: str) -> Lie:
    def lie(provider: LocalProvider) -> None:
        provider.alter = lambda claims: {key: one for key, one in claims.items() if key != name}

    return lie


def _tampered(provider: LocalProvider) -> None:
    """Change what an honest token says, and keep its signature."""
    honest = provider._id_token

    def lie(grant: Any) -> str:
        head, _, signature = honest(grant).split(".")
        provider.claims = {**provider.claims, "sub": "admin"}
        return ".".join((head, honest(grant).split(".")[1], signature))

    provider._id_token = lie  # type: ignore[method-assign]


def _foreign_key(provider: LocalProvider) -> None:
    provider.signer = jwk.RSAKey.generate_key(2048, {"kid": provider.key.kid})


def _unsigned(provider: LocalProvider) -> None:
    honest = provider._id_token

    def lie(grant: Any) -> str:
        return "eyJhbGciOiJub25lIn0." + honest(grant).split(".")[1] + "."

    provider._id_token = lie  # type: ignore[method-assign]


def _signed_with_the_public_key(provider: LocalProvider) -> None:
    honest, public = provider._id_token, provider.key.as_pem(private=False)

    def lie(grant: Any) -> str:
        head = base64.urlsafe_b64encode(b'{"alg":"HS256","kid":"first"}').rstrip(b"=").decode()
        signed = f"{head}.{honest(grant).split('.')[1]}"
        signature = hmac.digest(public, signed.encode(), "sha256")
        return f"{signed}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"

    provider._id_token = lie  # type: ignore[method-assign]


def _signed_with_the_client_secret(provider: LocalProvider) -> None:
    provider.header = {"alg": "HS256"}
    provider.signer = jwk.OctKey.import_key(CLIENT_SECRET)


NOW = int(time.time())
LIES: dict[str, Lie] = {
    "tampered": _tampered,
    "another key": _foreign_key,
    "no signature": _unsigned,
    "the public key as a shared one": _signed_with_the_public_key,
    "the client's secret": _signed_with_the_client_secret,
    "wrong issuer": _claims(iss="https://elsewhere.example.org"),
    "no issuer": _without("iss"),
    "wrong audience": _claims(aud="another-client"),
    "no audience": _without("aud"),
    "two audiences and nobody responsible": _claims(aud=[CLIENT_ID, "another-client"]),
    "somebody else responsible": _claims(azp="another-client"),
    "expired": _claims(exp=NOW - 120),
    "no expiry": _without("exp"),
    "made in the future": _claims(iat=NOW + 3600),
    "not valid yet": _claims(nbf=NOW + 3600),
    "no time": _without("iat"),
    "another nonce": _claims(nonce="x"),
    "no nonce": _without("nonce"),
    "another access token": _claims(at_hash="AAAAAAAAAAAAAAAAAAAAAA"),
    "somebody else in the user info": lambda local: local.told.update(sub="admin"),
    "no subject": lambda local: local.claims.update(sub=""),
    "a subject that is no name": lambda local: local.claims.update(sub=["a"]),
    "a subject without an end": lambda local: local.claims.update(sub="x" * 300),
    "no token": lambda local: setattr(local, "raw_token", "x"),
    "a token of five parts": lambda local: setattr(local, "raw_token", "e30.a.b.c.d"),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_provider_that_lies_lets_nobody_in(
    visitor: Browser, world: World, provider: LocalProvider, lie: str
) -> None:
    LIES[lie](provider)
    assert error_of(visitor.sign_in()) == "failed"
    assert "session" not in visitor.cookies
    assert people(world) == 6
    assert rows(world, "select count(*) from sign_ins") == [(0,)]


def test_what_is_true_in_another_form_is_believed(
    visitor: Browser, provider: LocalProvider
) -> None:
    provider.alter = lambda claims: {
        **{key: one for key, one in claims.items() if key != "at_hash"},
        "aud": [CLIENT_ID, "another-client"],
        "azp": CLIENT_ID,
        "exp": int(time.time()) - 20,
    }
    assert visitor.sign_in() == "/"


def test_an_answer_of_another_issuer_is_a_mix_up(visitor: Browser, provider: LocalProvider) -> None:
    back = re.sub(r"iss=[^&]*", "iss=https%3A%2F%2Felsewhere.example.org", visitor.set_out())
    assert error_of(visitor.come_back(back).headers["Location"]) == "failed"
    assert "/token" not in provider.asked


def test_where_the_provider_names_itself_an_answer_without_a_name_is_none(
    visitor: Browser, provider: LocalProvider
) -> None:
    provider.metadata = {"authorization_response_iss_parameter_supported": True}
    back = re.sub(r"&?iss=[^&]*", "", visitor.set_out())
    assert error_of(visitor.come_back(back).headers["Location"]) == "failed"
    assert visitor.sign_in() == "/"


def test_a_provider_that_changes_its_key_is_followed(
    visitor: Browser, provider: LocalProvider
) -> None:
    assert visitor.sign_in() == "/"
    provider.key = new_key("second")
    assert visitor.sign_in() == "/"
    assert provider.asked.count("/jwks") == 2
    assert provider.asked.count("/.well-known/openid-configuration") == 1


def test_a_new_key_of_an_old_name_is_found_too(visitor: Browser, provider: LocalProvider) -> None:
    assert visitor.sign_in() == "/"
    provider.key = jwk.RSAKey.generate_key(2048, {"kid": provider.key.kid, "use": "sig"})
    assert visitor.sign_in() == "/"


def test_a_token_that_names_no_key_is_tried_with_all(
    visitor: Browser, provider: LocalProvider
) -> None:
    provider.key = new_key(None)
    assert visitor.sign_in() == "/"


@pytest.mark.parametrize(
    "path", ["/.well-known/openid-configuration", "/token", "/jwks", "/userinfo"]
)
@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_provider_that_is_down_is_said_to_be_and_comes_back_by_itself(
    visitor: Browser, provider: LocalProvider, path: str, status: int
) -> None:
    provider.failing = {path: status}
    out = visitor.ask("GET", "/login/university/")
    if path != "/.well-known/openid-configuration":
        out = visitor.come_back(visited(visitor.world, out.headers["Location"]))
    assert error_of(out.headers["Location"]) == "unavailable"
    provider.failing = {}
    assert visitor.sign_in() == "/"


def test_a_provider_that_speaks_of_another_issuer_is_not_used(
    visitor: Browser, provider: LocalProvider
) -> None:
    provider.metadata = {"issuer": "https://elsewhere.example.org"}
    out = visitor.ask("GET", "/login/university/")
    assert error_of(out.headers["Location"]) == "unavailable"


@pytest.mark.parametrize("body", [b"<html>", b"[]", b"null", b"{", b" " * (1 << 21)], ids=repr)
def test_what_is_no_object_or_too_large_is_no_answer(
    visitor: Browser,
    provider: LocalProvider,
    monkeypatch: pytest.MonkeyPatch,
    body: bytes,
) -> None:
    monkeypatch.setattr(provider, "_discovery", lambda: body)
    out = visitor.ask("GET", "/login/university/")
    assert error_of(out.headers["Location"]) == "unavailable"


def test_nobody_waits_for_a_provider_that_hangs_and_the_others_go_on(
    visitor: Browser,
    world: World,
    provider: LocalProvider,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("skyportal_like.security.asking.SILENT_SECONDS", 0.3)
    provider.hanging = {"/.well-known/openid-configuration"}
    provider.claims["id"] = 1
    assert visitor.sign_in("forge") == "/", "it needs no discovery"
    began = time.monotonic()
    out = visitor.ask("GET", "/login/university/")
    assert error_of(out.headers["Location"]) == "unavailable"
    assert time.monotonic() - began < 5
    assert world.get(world.member, "/api/groups").status == 200


def test_however_long_a_provider_takes_a_person_waits_no_longer_than_that(
    visitor: Browser, provider: LocalProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("skyportal_like.handlers.providers.PATIENCE_SECONDS", 0.2)
    provider.hanging = {"/.well-known/openid-configuration"}
    out = visitor.ask("GET", "/login/university/")
    assert error_of(out.headers["Location"]) == "unavailable"
    provider.silent.set()
