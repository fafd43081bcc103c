"""Asks a sign-in provider who somebody is: OpenID Connect, or plain OAuth 2."""

import secrets
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Lock
from urllib.parse import urlsplit

from authlib.oauth2.rfc6749.parameters import prepare_grant_uri  # type: ignore[import-untyped]
from authlib.oauth2.rfc7636 import create_s256_code_challenge  # type: ignore[import-untyped]
from authlib.oidc.core import CodeIDToken  # type: ignore[import-untyped]
from authlib.oidc.discovery import get_well_known_url  # type: ignore[import-untyped]
from joserfc import jwk, jws, jwt
from joserfc.errors import BadSignatureError, JoseError

from skyportal_like.config import ProviderSettings
from skyportal_like.security.asking import Asking, Unreachable
from skyportal_like.security.claims import Claims, NotBelieved, Person, person_of, text_of

# Only signatures that nobody but the provider can make; "none" and shared secrets are not among
# them.
ALGORITHMS = (
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512", "EdDSA", "Ed25519"),
)
KEY_KINDS = frozenset({"RSA", "EC", "OKP"})
# How far two clocks may be apart.
LEEWAY_SECONDS = 60
KNOWN_SECONDS = 3_600.0
# Of one provider, so that one that hangs takes no thread from the others.
THREADS = 2


@dataclass(frozen=True, slots=True)
class Errand:
    """One visit to a provider: what must come back with it, and what proves that it is ours."""

    state: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a provider says about itself."""

    issuer: str
    authorize_url: str
    token_url: str
    userinfo_url: str
    keys_url: str
    takes_basic: bool
    names_itself: bool
    """Whether it adds its issuer to what it sends back, so that a mix-up shows."""


class Provider:
    """One place where people sign in; keeps what it learned of it for an hour."""

    def __init__(self, settings: ProviderSettings) -> None:
        self.settings = settings
        self.threads = ThreadPoolExecutor(THREADS, thread_name_prefix="provider")
        self._lock = Lock()
        self._metadata: tuple[float, Metadata] | None = None
        self._keys: tuple[float, list[jwk.Key]] | None = None

    def address(self, errand: Errand, redirect_uri: str) -> str:
        """Give the address at the provider to which a person is sent."""
        with Asking() as asking:
            metadata = self._learn(asking)
        extra = {"nonce": errand.nonce} if self._is_oidc else {}
        uri = prepare_grant_uri(
            metadata.authorize_url,
            client_id=self.settings.client_id,
            response_type="code",
            redirect_uri=redirect_uri,
            scope=list(self.settings.scopes),
            state=errand.state,
            code_challenge=create_s256_code_challenge(errand.verifier),
            code_challenge_method="S256",
            **extra,
        )
        return str(uri)

    def person(self, errand: Errand, redirect_uri: str, code: str, issuer: str | None) -> Person:
        """Exchange a code, and believe only what proves to be this provider's own word."""
        with Asking() as asking:
            metadata = self._learn(asking)
            if issuer is None and metadata.names_itself:
                raise NotBelieved("The answer names no issuer.")
            if self._is_oidc and issuer is not None and issuer != metadata.issuer:
                raise NotBelieved("The answer is of another issuer.")
            granted = self._exchange(asking, metadata, errand, redirect_uri, code)
            access_token = text_of(granted.get("access_token"))
            claims: Claims = {}
            if self._is_oidc:
                claims = self._verified(asking, metadata, errand, granted)
            if metadata.userinfo_url and access_token:
                told = asking.get(metadata.userinfo_url, bearer=access_token)
                if self._is_oidc and told.get("sub") != claims.get("sub"):
                    raise NotBelieved("The user info is somebody else's.")
                # What is signed counts for more.
                claims = {**told, **claims}
        return person_of(self.settings, claims)

    @property
    def _is_oidc(self) -> bool:
        return self.settings.kind == "oidc"

    def _learn(self, asking: Asking) -> Metadata:
        if not self._is_oidc:
            return _as_configured(self.settings)
        with self._lock:
            if self._metadata is None or self._metadata[0] < time.monotonic() - KNOWN_SECONDS:
                url = get_well_known_url(self.settings.issuer, external=True)
                learned = _discovered(self.settings.issuer, asking.get(url))
                self._metadata = time.monotonic(), learned
            return self._metadata[1]

    def _exchange(
        self, asking: Asking, metadata: Metadata, errand: Errand, redirect_uri: str, code: str
    ) -> Claims:
        client_id = self.settings.client_id
        secret = self.settings.client_secret.get_secret_value()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": errand.verifier,
        }
        basic = None
        if secret and metadata.takes_basic:
            basic = client_id, secret
        else:
            form |= {"client_id": client_id} | ({"client_secret": secret} if secret else {})
        granted = asking.post(metadata.token_url, form, basic=basic)
        # Some answer an error with status 200.
        if "error" in granted or not text_of(granted.get("access_token")):
            raise NotBelieved("The code was not accepted.")
        return granted

    def _verified(
        self, asking: Asking, metadata: Metadata, errand: Errand, granted: Claims
    ) -> Claims:
        raw = text_of(granted.get("id_token"))
        try:
            header, said = self._signed(asking, metadata, raw)
            claims = CodeIDToken(
                said,
                header,
                options={
                    "iss": {"essential": True, "value": metadata.issuer},
                    "aud": {"essential": True, "value": self.settings.client_id},
                    "sub": {"essential": True},
                    "exp": {"essential": True},
                    "iat": {"essential": True},
                },
                params={
                    "nonce": errand.nonce,
                    "client_id": self.settings.client_id,
                    "access_token": granted.get("access_token"),
                },
            )
            claims.validate(leeway=LEEWAY_SECONDS)
        except (JoseError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise NotBelieved(f"The identity token is not valid: {error}") from error
        return dict(claims)

    def _signed(
        self, asking: Asking, metadata: Metadata, raw: str
    ) -> tuple[dict[str, object], dict[str, object]]:
        """Check the signature, fetching the keys anew where none that is known made it."""
        wanted = jws.extract_compact(raw.encode()).headers().get("kid")
        for anew in (False, True):
            for key in _fitting(self._known_keys(asking, metadata, anew=anew), wanted):
                try:
                    token = jwt.decode(raw, key, algorithms=list(ALGORITHMS))
                except BadSignatureError:
                    continue
                return token.header, token.claims
        raise NotBelieved("The identity token is signed by nobody we know.")

    def _known_keys(
        self, asking: Asking, metadata: Metadata, *, anew: bool = False
    ) -> list[jwk.Key]:
        with self._lock:
            known = self._keys
            if known is None or anew or known[0] < time.monotonic() - KNOWN_SECONDS:
                known = self._keys = time.monotonic(), _keys_in(asking.get(metadata.keys_url))
            return known[1]


class Providers:
    """All places where people sign in, by name."""

    def __init__(self, settings: Mapping[str, ProviderSettings]) -> None:
        self.by_name = {name: Provider(one) for name, one in settings.items()}

    def close(self) -> None:
        """Let the threads go."""
        for provider in self.by_name.values():
            provider.threads.shutdown(wait=False, cancel_futures=True)


def _fitting(keys: list[jwk.Key], wanted: object) -> list[jwk.Key]:
    return keys if wanted is None else [key for key in keys if key.kid == wanted]


def _keys_in(told: Claims) -> list[jwk.Key]:
    listed = told.get("keys")
    keys: list[jwk.Key] = []
    for one in listed if isinstance(listed, list) else []:
        if one.get("kty") not in KEY_KINDS or one.get("use", "sig") != "sig":
            continue
        try:
            keys.append(jwk.import_key(one))
        except (JoseError, ValueError, TypeError, KeyError):
            # Of a kind that is not ours to read; another one may have signed.
            continue
    return keys


def _as_configured(settings: ProviderSettings) -> Metadata:
    return Metadata(
        issuer="",
        authorize_url=settings.authorize_url,
        token_url=settings.token_url,
        userinfo_url=settings.userinfo_url,
        keys_url="",
        takes_basic=False,
        names_itself=False,
    )


def _discovered(issuer: str, told: Claims) -> Metadata:
    """Read a discovery document; one that speaks of another issuer is not this provider's."""
    named = text_of(told.get("issuer"))
    if named.rstrip("/") != issuer.rstrip("/"):
        raise Unreachable(f"{issuer} calls itself {named!r}.")

    def url(name: str, *, needed: bool = True) -> str:
        value = text_of(told.get(name))
        schemes = {"https"} if issuer.startswith("https:") else {"http", "https"}
        if (value or needed) and urlsplit(value).scheme not in schemes:
            raise Unreachable(f"{issuer} has no usable {name}.")
        return value

    methods = told.get("token_endpoint_auth_methods_supported")
    return Metadata(
        issuer=named,
        authorize_url=url("authorization_endpoint"),
        token_url=url("token_endpoint"),
        userinfo_url=url("userinfo_endpoint", needed=False),
        keys_url=url("jwks_uri"),
        takes_basic=not isinstance(methods, list) or "client_secret_post" not in methods,
        names_itself=told.get("authorization_response_iss_parameter_supported") is True,
    )
