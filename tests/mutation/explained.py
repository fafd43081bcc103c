"""Mutants that nobody can notice, and why: they allow exactly what the page allows."""

from collections.abc import Mapping

OWNER_READS = "only the person in this column reads the row, so whoever reads it is that person"
MEMBER_READS = "only members of the group read its saves, so whoever reads one is a member"
OPEN_ALREADY = "everybody reads these rows already"

EXPLAINED: Mapping[str, str] = {
    "Source: both(member_of(Source.group_id), either(own(Source.saved_by_id),"
    " holder_of(Acl.MANAGE_SOURCES))) -> either(own(Source.saved_by_id),"
    " holder_of(Acl.MANAGE_SOURCES))": MEMBER_READS,
    "Source: member_of(Source.group_id) -> anyone_who_reads()": MEMBER_READS,
    **dict.fromkeys(
        (
            "Invitation: own(Invitation.invited_by_id) -> anyone_who_reads()",
            "Listing: own(Listing.user_id) -> anyone_who_reads()",
            "SignIn: own(SignIn.user_id) -> anyone_who_reads()",
            "Token: own(Token.created_by_id) -> anyone_who_reads()",
            "UserNotification: own(UserNotification.user_id) -> anyone_who_reads()",
        ),
        OWNER_READS,
    ),
    **dict.fromkeys(
        (f"{model}: by_person=True added" for model in ("Instrument", "Team", "Telescope", "User")),
        OPEN_ALREADY,
    ),
}
