"""What can be done with a row."""

from enum import StrEnum


class Action(StrEnum):
    """An act on one row; a policy that does not list it forbids it to everybody."""

    READ = "read"
    """See the row and all its columns."""
    EDIT = "edit"
    """Change what the row says."""
    DELETE = "delete"
    """Take the row away."""
    SAVE = "save"
    """Save objects to the group, or take them out of its unsaved state."""
    CONTRIBUTE = "contribute"
    """Share one's own rows with the group, or put rows under this parent."""
    UNSAVE = "unsave"
    """Take an object out of the group's saved ones."""
    ADMINISTER = "administer"
    """Decide how the group works."""
