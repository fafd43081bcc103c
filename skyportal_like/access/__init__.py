"""The place of permission: who asks, who holds a row, who may do what with it."""

from skyportal_like.access.actions import Action
from skyportal_like.access.actor import Actor
from skyportal_like.access.gate import (
    Asking,
    allowed,
    audience,
    condition,
    get,
    holders_now,
    parents,
    readable,
)
from skyportal_like.access.holdings import Audience
from skyportal_like.access.sharing import all_groups, audience_for, own_groups

__all__ = [
    "Action",
    "Actor",
    "Asking",
    "Audience",
    "all_groups",
    "allowed",
    "audience",
    "audience_for",
    "condition",
    "get",
    "holders_now",
    "own_groups",
    "parents",
    "readable",
]
