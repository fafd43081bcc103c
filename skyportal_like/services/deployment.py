"""What a deployment says of itself: its choices, its closed sets, what its database holds."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import get_args

from astropy.cosmology import Planck18
from sqlalchemy import func, text

from skyportal_like import access
from skyportal_like.alerts.packets import MagSystem
from skyportal_like.config import Settings
from skyportal_like.models import (
    Alert,
    Annotation,
    Base,
    Candidate,
    Classification,
    Comment,
    Dataset,
    Filter,
    Group,
    Instrument,
    Obj,
    Photometry,
    Source,
    SourceView,
    Stream,
    Taxonomy,
    Team,
    Telescope,
    Thumbnail,
    Token,
    User,
)
from skyportal_like.schemas.deployment import ConfigView, DbInfoView, EnumTypesView, ParameterView
from skyportal_like.science import bandpasses
from skyportal_like.vocabulary import ThumbnailType
from skyportal_like.work import Work

SPECTRUM_TYPES = ("source", "host", "host_center")
FOLLOWUP_PRIORITIES = ("1", "2", "3", "4", "5")
API_CLASSNAMES = ("SEDMAPI", "ZTFAPI")
ALLOCATION_TYPES = ("triggered", "forced_photometry", "observation_plan")
LOCALIZATION_DAYS = 31
# Clients check with it that an address to which they are to post is one of Slack's.
SLACK = "https://hooks.slack.com/"
# Twenty colours that people with common colour blindness can tell from their neighbours.
PALETTE = (
    "#0072b2", "#e69f00", "#009e73", "#d55e00", "#56b4e9", "#cc79a7", "#f0e442", "#332288",
    "#88ccee", "#44aa99", "#117733", "#999933", "#ddcc77", "#cc6677", "#882255", "#aa4499",
    "#6699cc", "#661100", "#dddddd", "#888888",
)  # fmt: skip
COUNTED: Mapping[str, type[Base]] = {
    "Number of candidates": Candidate,
    "Number of alerts": Alert,
    "Number of objs": Obj,
    "Number of saves": Source,
    "Number of photometry points": Photometry,
    "Number of annotations": Annotation,
    "Number of classifications": Classification,
    "Number of comments": Comment,
    "Number of thumbnails": Thumbnail,
    "Number of datasets": Dataset,
    "Number of taxonomies": Taxonomy,
    "Number of filters": Filter,
    "Number of groups": Group,
    "Number of teams": Team,
    "Number of streams": Stream,
    "Number of telescopes": Telescope,
    "Number of instruments": Instrument,
    "Number of users": User,
    "Number of tokens": Token,
    "Number of source views": SourceView,
}


def config(settings: Settings) -> ConfigView:
    """Say what clients need to know before they draw anything; what we lack is empty."""
    return ConfigView(
        slackPreamble=SLACK,
        invitationsEnabled=settings.invitations.enabled,
        cosmology=str(Planck18),
        cosmologyParams=_cosmology(),
        cosmoref=str(Planck18.meta["reference"]),
        allowedAllocationTypes=list(ALLOCATION_TYPES),
        allowedSpectrumTypes=list(SPECTRUM_TYPES),
        defaultSpectrumType=SPECTRUM_TYPES[0],
        gcnNoticeTypes=[],
        gcnSummaryAcknowledgements=[],
        maxNumDaysUsingLocalization=LOCALIZATION_DAYS,
        allowedRecurringAPIMethods=[],
        classificationsClasses={},
        tnsAllowedInstruments=[],
        allowedInstrumentsForSharing=[],
        gcnTagsClasses={},
        colorPalette=list(PALETTE),
        bandpassesColors=dict(bandpasses.COLOURS),
        bandpassesWavelengths=dict(bandpasses.WAVELENGTHS),
        usePinecone=False,
        usePhotometryValidation=settings.misc.use_photometry_validation,
        openai_summary_apikey_set=False,
        openai_summary_parameters={},
    )


@lru_cache(maxsize=1)
def _cosmology() -> list[ParameterView]:
    given = {"name": Planck18.name} | Planck18.parameters
    return [ParameterView(name=name, value=str(value)) for name, value in given.items()]


def enum_types() -> EnumTypesView:
    """Give the closed sets that clients offer to choose from."""
    return EnumTypesView(
        ALLOWED_SPECTRUM_TYPES=list(SPECTRUM_TYPES),
        ALLOWED_MAGSYSTEMS=list(get_args(MagSystem)),
        ALLOWED_BANDPASSES=list(bandpasses.WAVELENGTHS),
        THUMBNAIL_TYPES=[kind.value for kind in ThumbnailType],
        FOLLOWUP_PRIORITIES=list(FOLLOWUP_PRIORITIES),
        ALLOWED_API_CLASSNAMES=list(API_CLASSNAMES),
    )


def db_stats(work: Work) -> dict[str, int | datetime | None]:
    """Count the rows of every kind, and say between which times candidates were made."""
    counted: dict[str, int | datetime | None] = {
        name: work.session.scalar(access.readable(work.actor, model, func.count())) or 0
        for name, model in COUNTED.items()
    }
    made, passed = Candidate.created_at, Candidate.passed_at
    oldest, newest, first, last = work.session.execute(
        access.readable(
            work.actor,
            Candidate,
            func.min(made),
            func.max(made),
            func.min(passed),
            func.max(passed),
        )
    ).one()
    return counted | {
        "Oldest candidate creation datetime": oldest,
        "Newest candidate creation datetime": newest,
        "Oldest candidate passed datetime": first,
        "Newest candidate passed datetime": last,
    }


def db_info(work: Work) -> DbInfoView:
    """Say which PostgreSQL this is, and whether the caller finds any source in it."""
    found = work.session.scalar(access.readable(work.actor, Source, Source.id).limit(1))
    version = work.session.scalar(text("select current_setting('server_version')"))
    return DbInfoView(source_table_empty=found is None, postgres_version=str(version))
