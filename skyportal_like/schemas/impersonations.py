"""Looking through a person's eyes, over HTTP."""

from skyportal_like.schemas.inputs import Body, RowId


class NewImpersonation(Body):
    """Through whose eyes."""

    user_id: RowId
