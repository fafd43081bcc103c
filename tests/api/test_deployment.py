"""What a deployment says of itself, and to whom."""

import re
from collections.abc import Callable

import pytest

from skyportal_like.app import Process
from skyportal_like.config import Settings
from skyportal_like.handlers import builds
from skyportal_like.science import bandpasses
from skyportal_like.vocabulary import ThumbnailType
from tests.world import World

KEYS = {
    "slackPreamble": str, "invitationsEnabled": bool, "cosmology": str, "cosmologyParams": list,
    "cosmoref": str, "allowedAllocationTypes": list, "allowedSpectrumTypes": list,
    "defaultSpectrumType": str, "gcnNoticeTypes": list, "gcnSummaryAcknowledgements": list,
    "maxNumDaysUsingLocalization": int, "allowedRecurringAPIMethods": list,
    "classificationsClasses": dict, "tnsAllowedInstruments": list,
    "allowedInstrumentsForSharing": list, "gcnTagsClasses": dict, "colorPalette": list,
    "bandpassesColors": dict, "bandpassesWavelengths": dict, "usePinecone": bool,
    "usePhotometryValidation": bool, "openai_summary_apikey_set": bool,
    "openai_summary_parameters": dict,
}  # fmt: skip


def test_the_configuration_has_every_key_of_the_contract(world: World) -> None:
    shown = world.get(world.viewer, "/api/config").data
    assert {name: type(value) for name, value in shown.items()} == KEYS
    assert world.get(None, "/api/config").status == 401


def test_the_cosmology_is_said_as_astropy_says_it(world: World) -> None:
    shown = world.get(world.viewer, "/api/config").data
    given = {one["name"]: one["value"] for one in shown["cosmologyParams"]}
    assert given["name"] == "Planck18"
    assert given["H0"] == "67.66 km / (Mpc s)"
    assert shown["cosmology"].startswith('FlatLambdaCDM(name="Planck18", H0=67.66 km / (Mpc s)')
    assert "Planck Collaboration 2018" in shown["cosmoref"]


def test_bandpasses_have_a_place_and_a_colour(world: World) -> None:
    shown = world.get(world.viewer, "/api/config").data
    allowed = world.get(world.viewer, "/api/enum_types").data["ALLOWED_BANDPASSES"]
    assert set(shown["bandpassesColors"]) == set(shown["bandpassesWavelengths"]) == set(allowed)
    assert {"ztfg", "ztfr", "ztfi", "sdssg", "bessellv", "f110w", "atlaso"} <= set(allowed)
    assert shown["bandpassesColors"]["ztfg"] == [40, 167, 69]
    places = shown["bandpassesWavelengths"]
    assert places["ztfg"] < places["ztfr"] < places["ztfi"] < places["2massj"]
    assert all(re.fullmatch("#[0-9a-f]{6}", one) for one in shown["colorPalette"])


@pytest.mark.parametrize("wavelength", [1, 1900, 4780, 5000, 49_999, 50_000, 300_000])
def test_every_wavelength_has_a_colour(wavelength: int) -> None:
    assert all(0 <= part <= 255 for part in bandpasses.colour(wavelength))


class TestOtherwise:
    """A deployment that chose otherwise."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        """No invitations, no validation of photometry."""
        changed = {
            "invitations": settings.invitations.model_copy(update={"enabled": False}),
            "misc": settings.misc.model_copy(update={"use_photometry_validation": False}),
        }
        return settings.model_copy(update=changed)

    def test_what_a_deployment_chose_is_what_it_says(self, world: World) -> None:
        shown = world.get(world.viewer, "/api/config").data
        assert shown["invitationsEnabled"] is False
        assert shown["usePhotometryValidation"] is False


def test_what_a_deployment_did_not_choose_is_on(world: World) -> None:
    shown = world.get(world.viewer, "/api/config").data
    assert shown["invitationsEnabled"] is True
    assert shown["usePhotometryValidation"] is True


def test_the_closed_sets_are_those_of_the_contract(world: World) -> None:
    shown = world.get(world.viewer, "/api/enum_types").data
    assert set(shown) == {
        "ALLOWED_SPECTRUM_TYPES", "ALLOWED_MAGSYSTEMS", "ALLOWED_BANDPASSES", "THUMBNAIL_TYPES",
        "FOLLOWUP_PRIORITIES", "ALLOWED_API_CLASSNAMES",
    }  # fmt: skip
    assert shown["ALLOWED_SPECTRUM_TYPES"] == ["source", "host", "host_center"]
    assert shown["ALLOWED_MAGSYSTEMS"] == ["ab", "vega"]
    assert shown["THUMBNAIL_TYPES"] == list(ThumbnailType)
    assert {"SEDMAPI", "ZTFAPI"} <= set(shown["ALLOWED_API_CLASSNAMES"])


def test_anybody_may_know_which_code_runs_and_nothing_of_the_machine(
    world: World, process: Process
) -> None:
    shown = world.get(None, "/api/sysinfo").data
    assert set(shown) == {"version", "build", "gitlog"}
    assert shown["version"] == process.platform.version
    assert [one["sha"] for one in shown["gitlog"]] == [one["sha"] for one in builds.commits()]
    for one in shown["gitlog"]:
        assert set(one) == {"sha", "time", "subject"}
        assert re.fullmatch(r"[0-9a-f]{7,40}", one["sha"])
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", one["time"])


@pytest.mark.parametrize("place", ["no checkout", "a broken one"])
def test_without_a_checkout_there_is_no_log(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory, place: str
) -> None:
    folder = tmp_path_factory.mktemp("installed")
    if place == "a broken one":
        (folder / ".git").write_text("gitdir: nowhere")
    monkeypatch.setattr(builds, "CHECKOUT", folder)
    read: Callable[[], tuple[object, ...]] = builds.commits.__wrapped__
    assert read() == ()


def test_only_a_system_admin_counts_the_database(world: World) -> None:
    for person in (world.member, world.group_admin, world.viewer):
        refused = world.get(person, "/api/db_stats")
        assert (refused.status, refused.code) == (401, "forbidden")
    shown = world.get(world.admin, "/api/db_stats").data
    assert shown["Number of candidates"] == 2
    assert shown["Number of objs"] == 4
    assert shown["Number of saves"] == 2
    assert shown["Number of users"] == 6
    assert shown["Number of tokens"] == 6
    assert shown["Oldest candidate passed datetime"] == "2026-11-19T04:00:00"
    assert (
        shown["Newest candidate creation datetime"] >= shown["Oldest candidate creation datetime"]
    )


def test_the_table_of_sources_is_empty_for_who_reads_none(world: World) -> None:
    known = world.get(world.member, "/api/internal/dbinfo").data
    assert known["source_table_empty"] is False
    assert re.match(r"\d+\.\d+", known["postgres_version"])
    world.delete(world.group_admin, f"/api/sources/{world.obj}", {"group_id": world.group})
    other = world.post(
        world.admin, "/api/sources",
        {"id": "ZTF26else", "ra": 1, "dec": 1, "group_ids": [world.other_group]},
    )  # fmt: skip
    assert other.status == 200
    lone = world.run(world.admin, _lone)
    assert world.ask("GET", lone, "/api/internal/dbinfo").data["source_table_empty"] is True


def _lone(work: object) -> object:
    """Make somebody who belongs to nothing."""
    from skyportal_like.services import tokens, users
    from skyportal_like.vocabulary import Role
    from tests.world import Person

    user = users.create(work, "loner", Role.VIEW_ONLY)  # type: ignore[arg-type]
    secret = tokens.create(work, user, "test", tokens.acls_of(user))  # type: ignore[arg-type]
    return Person(user.id, user.username, secret)
