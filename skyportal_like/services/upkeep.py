"""Upkeep: what is past its time, what nothing refers to, what a start needs."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, select, text

from skyportal_like.models import (
    CandidateQuery,
    DatasetFile,
    Decision,
    Group,
    Obj,
    SignIn,
    SignInAttempt,
    SignInLink,
    SourceView,
    Thumbnail,
    User,
)
from skyportal_like.models.alerts import Alert
from skyportal_like.vocabulary import Acl, Role
from skyportal_like.work import Work, utc_now

DECISION_DAYS = 7
VIEW_DAYS = 366
# A blob is written before the transaction that refers to it; nothing takes nearly this long.
BLOB_GRACE_SECONDS = 86_400.0
BLOB_BATCH = 1_000


def expire(work: Work, *, feed_days: float) -> None:
    """Delete expired sign-ins, links, lists and remembered answers, old views and events."""
    now = utc_now()
    # access: upkeep by the platform itself; nothing of these rows is told to anybody
    for model in (SignIn, SignInLink, SignInAttempt, CandidateQuery):
        work.session.execute(delete(model).where(model.expires_at < now))  # access: as above
    counted_since = now - timedelta(days=VIEW_DAYS)
    # access: as above
    work.session.execute(delete(SourceView).where(SourceView.created_at < counted_since))
    kept_since = now - timedelta(days=DECISION_DAYS)
    # access: as above
    work.session.execute(delete(Decision).where(Decision.created_at < kept_since))
    limit = now - timedelta(days=feed_days)
    work.session.execute(
        text(
            "update feed_epochs set pruned_xid = greatest(pruned_xid, old.xid) from ("
            " select max(xid)::text::bigint as xid from events"
            " where at < :limit and epoch = current_feed_epoch()"
            ") as old where epoch = current_feed_epoch() and old.xid is not null"
        ),
        {"limit": limit},
    )
    work.session.execute(
        text(
            "delete from events where at < :limit or (epoch = current_feed_epoch() and xid <="
            " (select pruned_xid::text::xid8 from feed_epochs"
            "  where epoch = current_feed_epoch()))"
        ),
        {"limit": limit},
    )


def unused_blobs(work: Work, digests: Sequence[str]) -> list[str]:
    """Name those of these blobs to which no row refers."""
    used: set[str] = set()
    for column in (Thumbnail.blob, DatasetFile.blob, Alert.packet):
        # access: only whether a blob is used at all, for sweeping
        used.update(work.session.scalars(select(column).where(column.in_(digests))))
    return [digest for digest in digests if digest not in used]


def prepare(work: Work, public_group_name: str) -> None:
    """Make what every database of the platform has: the sitewide group, the feed's epoch."""
    # access: the one group that exists from the start
    if work.session.scalar(select(Group.id).where(Group.sitewide)) is None:
        work.add(Group(name=public_group_name, sitewide=True))
    work.session.execute(
        text(
            "insert into feed_epochs (epoch, system_identifier)"
            " select current_feed_epoch() + 1, c.system_identifier from pg_control_system() c"
            " where c.system_identifier <> (select system_identifier from feed_epochs"
            "  where epoch = current_feed_epoch())"
        )
    )


def lacks_admin(work: Work) -> bool:
    """Tell whether nobody could administer this database yet."""
    # access: counts administrators to see whether this is a first start
    admins = (
        select(User.id)  # access: as above
        .where(
            User.roles.contains([Role.SUPER_ADMIN.value]) | User.acls.contains([Acl.SYSTEM_ADMIN]),
            User.deactivated_at.is_(None),
        )
        .limit(1)
    )
    return work.session.scalar(admins) is None


def is_empty(work: Work) -> bool:
    """Tell whether nothing was ever looked at here."""
    # access: whether there is any object at all, before anybody works here
    return work.session.scalar(select(Obj.id).limit(1)) is None


def check(work: Work) -> None:
    """Ask the database whether it answers and has the tables of this version."""
    work.session.execute(text("select current_feed_epoch()"))
