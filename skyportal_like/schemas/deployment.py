"""What a deployment says of itself."""

from datetime import datetime

from typing_extensions import TypedDict


class ParameterView(TypedDict):
    """A parameter by name, written as text with its unit."""

    name: str
    value: str


class ConfigView(TypedDict):
    """What clients need to know of a deployment before they draw anything."""

    slackPreamble: str
    invitationsEnabled: bool
    cosmology: str
    cosmologyParams: list[ParameterView]
    cosmoref: str
    allowedAllocationTypes: list[str]
    allowedSpectrumTypes: list[str]
    defaultSpectrumType: str
    gcnNoticeTypes: list[str]
    gcnSummaryAcknowledgements: list[str]
    maxNumDaysUsingLocalization: int
    allowedRecurringAPIMethods: list[str]
    classificationsClasses: dict[str, str]
    tnsAllowedInstruments: list[str]
    allowedInstrumentsForSharing: list[str]
    gcnTagsClasses: dict[str, str]
    colorPalette: list[str]
    bandpassesColors: dict[str, tuple[int, int, int]]
    bandpassesWavelengths: dict[str, int]
    usePinecone: bool
    usePhotometryValidation: bool
    openai_summary_apikey_set: bool
    openai_summary_parameters: dict[str, str]


class EnumTypesView(TypedDict):
    """The closed sets that clients offer to choose from."""

    ALLOWED_SPECTRUM_TYPES: list[str]
    ALLOWED_MAGSYSTEMS: list[str]
    ALLOWED_BANDPASSES: list[str]
    THUMBNAIL_TYPES: list[str]
    FOLLOWUP_PRIORITIES: list[str]
    ALLOWED_API_CLASSNAMES: list[str]


class CommitView(TypedDict):
    """One change of the code that runs."""

    sha: str
    time: datetime
    subject: str


class SysInfoView(TypedDict):
    """Which code runs; nothing about the machine."""

    version: str
    build: str
    gitlog: list[CommitView]


class DbInfoView(TypedDict):
    """The database, as far as the caller may look into it."""

    source_table_empty: bool
    postgres_version: str
