"""The statements that take the snapshot of a caller's rights, one for each way to come in."""

from sqlalchemy import TextClause, text

# One statement gives everything that any rule asks about a caller.
_SNAPSHOT = """
select u.id, u.username, u.roles, u.acls, u.expiration_date, u.deactivated_at,
    {credential},
    array(select group_id from group_users where user_id = u.id {within} order by 1) as group_ids,
    array(select group_id from group_users where user_id = u.id and admin {within} order by 1)
        as admin_group_ids,
    array(
        select group_id from group_users join groups g on g.id = group_id
        where user_id = u.id and can_save and g.archived_at is null {within} order by 1
    ) as saving_group_ids,
    array(select stream_id from stream_users where user_id = u.id order by 1) as stream_ids,
    array(
        select f.id from filters f
        join group_users m on m.group_id = f.group_id and m.user_id = u.id
        join stream_users s on s.stream_id = f.stream_id and s.user_id = u.id
        where true {filters_within} order by 1
    ) as filter_ids,
    (select id from groups where sitewide) as sitewide_group_id
from users u {joined}
"""
_NO_KEY = "null::uuid as token_id, null::text[] as token_acls, null::integer[] as token_groups"
_NO_SIGN_IN = "null::text as sign_in, null::integer as supporter_id"


def _by_token(condition: str, until: str) -> TextClause:
    return text(
        _SNAPSHOT.format(
            credential="t.id as token_id, t.acls as token_acls, t.group_ids as token_groups,"
            f" {until} as credential_until, t.last_used_at as seen_at, {_NO_SIGN_IN}",
            within="and (t.group_ids is null or group_id = any(t.group_ids))",
            filters_within="and (t.group_ids is null or f.group_id = any(t.group_ids))",
            joined=f"join tokens t on t.created_by_id = u.id where {condition}",
        )
    )


BY_TOKEN = _by_token("t.digest = :key", "t.expires_at")
BY_FORMER_TOKEN = _by_token("t.former_digest = :key", "least(t.former_until, t.expires_at)")
BY_TOKEN_ID = _by_token("t.id = :key", "t.expires_at")


def _by_sign_in(user: str, supporter: str) -> TextClause:
    return text(
        _SNAPSHOT.format(
            credential=f"{_NO_KEY}, s.expires_at as credential_until, s.seen_at,"
            f" s.digest as sign_in, {supporter} as supporter_id",
            within="",
            filters_within="",
            joined=f"join sign_ins s on u.id = {user} where s.digest = :key",
        )
    )


BY_SIGN_IN = _by_sign_in(
    "coalesce(s.acting_as_id, s.user_id)",
    "case when s.acting_as_id is not null then s.user_id end",
)
BY_OWN_SIGN_IN = _by_sign_in("s.user_id", "null::integer")


def _by_user(condition: str) -> TextClause:
    return text(
        _SNAPSHOT.format(
            credential=f"{_NO_KEY}, null::timestamp as credential_until,"
            f" null::timestamp as seen_at, {_NO_SIGN_IN}",
            within="",
            filters_within="",
            joined=f"where {condition}",
        )
    )


BY_ID = _by_user("u.id = :key")
BY_NAME = _by_user("lower(u.username) = lower(:key)")
