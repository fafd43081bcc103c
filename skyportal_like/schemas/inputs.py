"""What every input shares: refusal of unknown fields, and the lenient forms of a query string."""

from datetime import UTC, datetime
from typing import Annotated

from dateutil import parser as dates
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

MAX_PAGE = 500
# Beyond any list, and within what the database counts with.
LAST_PAGE = 1_000_000_000


class Body(BaseModel):
    """A JSON body: an unknown field is refused by name."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class LenientBody(BaseModel):
    """A JSON body whose extra fields existing clients send; they are never written."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Query(BaseModel):
    """A query string: camelCase names, unknown ones ignored."""

    model_config = ConfigDict(
        extra="ignore", frozen=True, alias_generator=to_camel, populate_by_name=True
    )


class SnakeQuery(BaseModel):
    """A query string whose names are written as they are here."""

    model_config = ConfigDict(extra="ignore", frozen=True)


def contract_error(message: str) -> PydanticCustomError:
    """Refuse with a text that existing clients know to the letter."""
    return PydanticCustomError("contract", "{text}", {"text": message})


def _truth(value: object) -> object:
    if isinstance(value, str):
        return value.strip().lower() in {"true", "yes", "t", "1"}
    return value


def _pieces(value: object) -> object:
    if isinstance(value, str):
        return [piece.strip() for piece in value.split(",") if piece.strip()]
    if isinstance(value, list):
        return [
            piece.strip()
            for item in value
            for piece in (item.split(",") if isinstance(item, str) else [item])
            if not isinstance(piece, str) or piece.strip()
        ]
    return value


# What a date leaves out is the first of it, never today's; one without a year is none.
NO_YEAR = datetime(1, 1, 1)  # noqa: DTZ001 - naive UTC, as everywhere here


def lenient_date(value: object) -> object:
    """Read a date in any of the forms that clients send, as naive UTC."""
    if value is None or (isinstance(value, str) and value in {"", "null", "undefined"}):
        return None
    try:
        moment = value
        if isinstance(value, str):
            moment = dates.parse(value, tzinfos=_offset, default=NO_YEAR)
        if isinstance(moment, datetime) and moment.year != NO_YEAR.year:
            naive = moment.tzinfo is None
            return moment if naive else moment.astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):
        pass
    raise PydanticCustomError("date", "not a date: {value}", {"value": str(value)})


def _offset(name: str | None, seconds: int | None) -> int | None:
    """Refuse names of zones: what they mean depends on the machine."""
    if seconds is None and name is not None:
        raise ValueError(f"unknown zone: {name}")
    return seconds


def _whole(value: object, wrong: str, low: str) -> object:
    try:
        number = int(value) if isinstance(value, (str, int)) else None
    except ValueError:
        number = None
    if number is None:
        raise contract_error(wrong)
    if number < 1:
        raise contract_error(low)
    return number


def _page(value: object) -> object:
    number = _whole(value, "Invalid page number value.", "Page number must be greater than 0.")
    if isinstance(number, int) and number > LAST_PAGE:
        raise contract_error("Invalid page number value.")
    return number


def _per_page(value: object) -> object:
    number = _whole(value, "Invalid numPerPage value.", "Number per page must be greater than 0.")
    return min(number, MAX_PAGE) if isinstance(number, int) else number


Truth = Annotated[bool, BeforeValidator(_truth)]
# What a row's id can be in the database; more than this many of them is no request of a person.
RowId = Annotated[int, Field(ge=0, lt=2**31)]
RowIds = Annotated[tuple[RowId, ...], Field(max_length=1000)]
Ids = Annotated[RowIds, BeforeValidator(_pieces)]
Names = Annotated[tuple[str, ...], BeforeValidator(_pieces)]
Date = Annotated[datetime | None, BeforeValidator(lenient_date)]
Moment = Annotated[datetime, BeforeValidator(lenient_date)]
PageNumber = Annotated[int, BeforeValidator(_page)]
PerPage = Annotated[int, BeforeValidator(_per_page)]

# The characters an object may be posted under; a path takes the same but `;` and `:`.
ObjId = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z\-_.+;:]+$", max_length=200)]
