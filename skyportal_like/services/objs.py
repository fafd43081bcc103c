"""Objects: posting one under its name, and the view that every endpoint shares."""

from collections.abc import Collection
from typing import cast

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from skyportal_like import access
from skyportal_like.errors import Invalid
from skyportal_like.models import Filter, Obj
from skyportal_like.schemas.objs import NamedObj, ObjView
from skyportal_like.science import coordinates, distances
from skyportal_like.work import Work, utc_now

OWN_COLUMNS = (
    "id",
    "created_at",
    "modified",
    "ra",
    "dec",
    "ra_dis",
    "dec_dis",
    "ra_err",
    "dec_err",
    "offset",
    "t0",
    "redshift",
    "redshift_error",
    "redshift_origin",
    "redshift_history",
    "host_id",
    "summary",
    "summary_history",
    "altdata",
    "dist_nearest_source",
    "mag_nearest_source",
    "e_mag_nearest_source",
    "transient",
    "varstar",
    "is_roid",
    "mpc_name",
    "tns_name",
    "tns_info",
    "score",
    "origin",
    "alias",
    "healpix",
    "internal_key",
    "detect_photometry_count",
)


def post(work: Work, new: NamedObj, *, prefix: str = "") -> bool:
    """Make the object if its name is new, and say whether it was.

    Under a name that exists, hidden or not, what comes attaches to the stored object and the
    columns given here are not written: an answer must not tell whether the name was taken.
    """
    if new.ra is None or new.dec is None:
        # Only an object that the caller sees may come without a position: a hidden one answers
        # as one that does not exist.
        seen = access.readable(work.actor, Obj, Obj.id).where(Obj.id == new.id)
        if work.session.scalar(seen) is None:
            lacking = "RA" if new.ra is None else "Dec"
            raise Invalid(
                f"{prefix}{lacking} must not be null for a new Obj",
                fields={lacking.lower(): "must not be null for a new Obj"},
            )
        return False
    columns = new.model_dump(include=set(NamedObj.model_fields))
    columns["healpix"] = coordinates.healpix(new.ra, new.dec)
    columns["owner_id"] = work.actor.user_id or None
    if new.redshift is not None:
        columns["redshift_history"] = [
            {
                "set_by_user_id": work.actor.user_id,
                "set_at_utc": utc_now().isoformat(),
                "value": new.redshift,
                "uncertainty": new.redshift_error,
                "origin": new.redshift_origin,
            }
        ]
    made = work.session.scalar(
        insert(Obj).values(columns).on_conflict_do_nothing().returning(Obj.id)
    )
    return made is not None


def lock(work: Work, ids: Collection[str]) -> None:
    """Lock objects in the order of their ids, so that two writers of the same ones queue.

    Whoever is about to write a row that holds an object takes this lock first: the triggers would
    take it after that row, and two who do it in opposite orders deadlock.
    """
    # access: only ids whose rows the caller is about to write, or was found to see
    work.session.execute(
        select(Obj.id).where(Obj.id.in_(ids)).order_by(Obj.id).with_for_update(key_share=True)
    )


def is_held_through(work: Work, obj_id: str, group_id: int) -> bool:
    """Tell whether a group still sees an object, by a row of its own or one of its filters."""
    # access: decides whether a group is told that a row left its sight, nothing else
    held = work.session.execute(select(Obj.group_ids, Obj.filter_ids).where(Obj.id == obj_id)).one()
    if group_id in held.group_ids:
        return True
    # access: as above
    filters = select(Filter.id).where(Filter.group_id == group_id, Filter.id.in_(held.filter_ids))
    return work.session.scalar(filters.limit(1)) is not None


def view(obj: Obj) -> ObjView:
    """Show an object's own columns, and what follows from its position and redshift."""
    galactic = (
        coordinates.galactic(obj.ra, obj.dec)
        if obj.ra is not None and obj.dec is not None
        else (None, None)
    )
    far = distances.of_redshift(obj.redshift) if obj.redshift is not None else None
    shown: dict[str, object] = {name: getattr(obj, name) for name in OWN_COLUMNS}
    shown |= {
        "gal_lon": galactic[0],
        "gal_lat": galactic[1],
        "luminosity_distance": far.luminosity if far else None,
        "dm": far.modulus if far else None,
        "angular_diameter_distance": far.angular_diameter if far else None,
    }
    return cast(ObjView, shown)
