"""A deployment with two places to sign in, both of them on this machine."""

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import SecretStr

from skyportal_like.config import ProviderSettings, Settings
from tests.providers.browsers import Browser
from tests.providers.local import CLIENT_ID, CLIENT_SECRET, LocalProvider
from tests.world import World


@pytest.fixture
def provider() -> Iterator[LocalProvider]:
    """A provider that knows Vera."""
    local = LocalProvider()
    local.claims = {
        "sub": "vera-1",
        "preferred_username": "Véra.Rubin",
        "given_name": "Vera",
        "family_name": "Rubin",
        "email": "vera@example.org",
        "email_verified": True,
    }
    local.start()
    yield local
    local.stop()


@pytest.fixture
def choices(request: pytest.FixtureRequest) -> dict[str, Any]:
    """What a test sets about signing in: `open`, and anything about the provider."""
    return getattr(request, "param", {})


@pytest.fixture
def settings(
    settings: Settings, provider: LocalProvider, http_port: int, choices: dict[str, Any]
) -> Settings:
    """Two places to sign in, under the address that the test server has."""
    shared: dict[str, Any] = {"client_id": CLIENT_ID, "client_secret": SecretStr(CLIENT_SECRET)}
    changed = {key: value for key, value in choices.items() if key != "open"}
    university = ProviderSettings(title="University", issuer=provider.issuer, **(shared | changed))
    forge = ProviderSettings(
        title="Forge",
        kind="oauth2",
        authorize_url=provider.issuer + "/authorize",
        token_url=provider.issuer + "/token",
        userinfo_url=provider.issuer + "/userinfo",
        username_claim="login",
        scopes=("user",),
        **shared,
    )
    sign_in = settings.sign_in.model_copy(
        update={
            "open": choices.get("open", True),
            "providers": {"university": university, "forge": forge},
        }
    )
    server = settings.server.model_copy(update={"public_url": f"http://127.0.0.1:{http_port}"})
    return settings.model_copy(update={"sign_in": sign_in, "server": server})


@pytest.fixture
def visitor(world: World, settings: Settings) -> Browser:
    """A browser of nobody yet."""
    return Browser(world)
