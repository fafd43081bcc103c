"""What the people of the demonstration have done before anybody looks."""

from collections.abc import Mapping
from dataclasses import dataclass

from skyportal_like.schemas.classifications import NewClassification
from skyportal_like.schemas.comments import NewComment
from skyportal_like.services import classifications, comments, rejections, sources
from skyportal_like.simulator import TDTAX_CLASS
from skyportal_like.work import Work

# One object in so many has been looked at, so that plenty is left to scan.
LEAD_SHARE, COMMENT_SHARE, SECOND_SHARE = 3, 2, 6
REJECTED = 3
BOGUS = "bogus"

REMARKS = {
    "Ia": "Rising fast next to a passive host; the colour fits a Ia a week before peak.",
    "II": "Blue and flat for a while now, a plateau? A spectrum would settle it.",
    "Ib/c": "Redder than I would expect for a Ia at this phase.",
    "TDE": "Right on the nucleus, blue, and no earlier activity. Worth triggering.",
    "AGN": "Nuclear, and it has been doing this for years.",
    "CV": "Outburst from a faint blue point source; it was up twice before.",
    "asteroid": "Nothing there an hour earlier: moving.",
    "RR Lyrae": "Folds well at half a day.",
    "Eclipsing": "Two unequal minima; the deeper one is in the reference.",
    "LPV": "Very red and slow; we missed the last maximum behind the Sun.",
}
SECOND_OPINION = "Agreed, I would have called it the same."


@dataclass(frozen=True, slots=True)
class Desk:
    """Where somebody scans: a group, its taxonomy, and the true kinds of what comes by."""

    group_id: int
    taxonomy_id: int
    kinds: Mapping[str, str]

    def of_classes(self) -> list[tuple[str, str, str]]:
        """List the objects that have a class, with their kind and class."""
        return [
            (obj_id, kind, str(TDTAX_CLASS[kind]))
            for obj_id, kind in self.kinds.items()
            if TDTAX_CLASS[kind] is not None
        ]

    def bogus(self) -> list[str]:
        """List the objects that are none."""
        return [obj_id for obj_id, kind in self.kinds.items() if kind == BOGUS]


def lead(work: Work, desk: Desk) -> None:
    """Save and classify some objects, and say something about a few of them."""
    sources.check_saving(work, [desk.group_id])
    for number, (obj_id, kind, name) in enumerate(desk.of_classes()[::LEAD_SHARE]):
        sources.save(work, obj_id, [desk.group_id])
        _classify(work, desk, obj_id, name)
        if number % COMMENT_SHARE == 0:
            _say(work, desk, obj_id, REMARKS[kind])
    for obj_id in desk.bogus()[:1]:
        rejections.reject_for(work, obj_id, [desk.group_id])


def second(work: Work, desk: Desk) -> None:
    """Give second opinions on what was saved, and reject some for oneself."""
    for obj_id, _, name in desk.of_classes()[::SECOND_SHARE]:
        _classify(work, desk, obj_id, name)
        _say(work, desk, obj_id, SECOND_OPINION)
    for obj_id in desk.bogus()[1 : 1 + REJECTED]:
        rejections.reject_for_me(work, obj_id)


def _classify(work: Work, desk: Desk, obj_id: str, name: str) -> None:
    classifications.classify(
        work,
        NewClassification(
            obj_id=obj_id,
            taxonomy_id=desk.taxonomy_id,
            classification=name,
            probability=1.0,
            group_ids=(desk.group_id,),
        ),
    )


def _say(work: Work, desk: Desk, obj_id: str, words: str) -> None:
    comments.comment(work, obj_id, NewComment(text=words, group_ids=(desk.group_id,)))
