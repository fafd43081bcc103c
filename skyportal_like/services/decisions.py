"""Decisions: what a scanner decides about an object, in one act that can be repeated and undone."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import orjson
from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DataError

from skyportal_like import access
from skyportal_like.access import actor as actors
from skyportal_like.errors import Conflict, Invalid, LacksAcl, NotFound, PlatformError
from skyportal_like.models import Classification, Decision, Obj
from skyportal_like.schemas.classifications import ClassificationEdit, NewClassification
from skyportal_like.schemas.decisions import (
    Choices,
    Decided,
    Expected,
    ForGroups,
    ObjState,
    Operation,
    Refused,
    Result,
    SavedState,
)
from skyportal_like.services import classifications, objs, rejections, sources
from skyportal_like.vocabulary import Acl
from skyportal_like.work import CANNOT_BE_STORED, Work

CHANGED = "Somebody changed this since you looked."
ME = "me"


@dataclass(slots=True)
class _Inverse:
    """The operation that takes another one back, and the state in which it may."""

    set: dict[str, Any] = field(default_factory=dict)
    saved: dict[int, bool] = field(default_factory=dict)
    rejected: dict[str, bool] = field(default_factory=dict)
    classifications: dict[int, int | None] = field(default_factory=dict)

    def as_operation(self, obj_id: str) -> dict[str, Any] | None:
        """Give what a client posts to take the operation back."""
        if not self.set:
            return None
        return {
            "obj_id": obj_id,
            "set": self.set,
            "expected": {
                "saved": {str(one): value for one, value in self.saved.items()},
                "rejected": self.rejected,
                "classifications": {str(one): value for one, value in self.classifications.items()},
            },
        }


def decide(work: Work, operation: Operation) -> Decided:
    """Do one operation; sent again under its id it answers the same and does nothing."""
    _check_acls(work, operation.set)
    obj = access.get(work, Obj, operation.obj_id, absent=NotFound("Source not found", status=404))
    earlier = _claim(work, operation)
    if earlier is not None:
        return earlier
    objs.lock(work, [obj.id])
    if operation.expected is not None:
        _check_expected(work, obj.id, operation.expected)
    work.op_id = operation.op_id
    try:
        inverse = _apply(work, obj.id, operation.set)
    finally:
        work.op_id = None
    answer = Decided(
        op_id=operation.op_id,
        obj_id=obj.id,
        state=state(work, obj.id),
        inverse=inverse.as_operation(obj.id),
    )
    _remember(work, operation, answer)
    return answer


def decide_each(work: Work, operations: Sequence[Operation]) -> list[Result]:
    """Do a list of operations, each alone: one that fails leaves nothing and stops no other."""
    results: list[Result] = []
    objs.lock(work, _visible(work, operations))
    for operation in operations:
        try:
            with work.savepoint():
                results.append(cast(Result, decide(work, operation)))
        except PlatformError as error:
            results.append(_refused(operation, error))
        except DataError:
            results.append(_refused(operation, Invalid(CANNOT_BE_STORED)))
    return results


def _refused(operation: Operation, error: PlatformError) -> Result:
    return Result(
        op_id=operation.op_id,
        error=Refused(code=error.code, message=error.message, fields=error.fields),
    )


def _visible(work: Work, operations: Sequence[Operation]) -> list[str]:
    """Name the objects that the caller sees: nobody waits for, or holds up, what is hidden."""
    named = {one.obj_id for one in operations}
    return list(
        work.session.scalars(access.readable(work.actor, Obj, Obj.id).where(Obj.id.in_(named)))
    )


def state(work: Work, obj_id: str) -> ObjState:
    """Say what stands decided about an object."""
    saves = sources.saves_of(work, [obj_id])[obj_id]
    return ObjState(
        saved=[
            SavedState(group_id=row.group_id, saved_by=person, saved_at=row.saved_at)
            for row, person in saves
            if row.active
        ],
        rejected=rejections.of_objects(work, [obj_id])[obj_id],
        classifications=classifications.of_objects(work, [obj_id])[obj_id],
    )


def _apply(work: Work, obj_id: str, choices: Choices) -> _Inverse:
    inverse = _Inverse()
    _save(work, obj_id, choices, inverse)
    _reject(work, obj_id, choices, inverse)
    _classify(work, obj_id, choices, inverse)
    return inverse


def _save(work: Work, obj_id: str, choices: Choices, inverse: _Inverse) -> None:
    if choices.save:
        wanted = sorted(set(choices.save))
        sources.check_saving(work, wanted)
        saved = sources.save(work, obj_id, wanted)
        if saved:
            inverse.set["unsave"] = saved
            inverse.saved |= dict.fromkeys(saved, True)
    if choices.unsave:
        let_go = sorted(set(choices.unsave))
        for group_id in let_go:
            sources.unsave(work, obj_id, group_id)
        inverse.set["save"] = let_go
        inverse.saved |= dict.fromkeys(let_go, False)


def _reject(work: Work, obj_id: str, choices: Choices, inverse: _Inverse) -> None:
    if choices.reject == ME:
        if rejections.reject_for_me(work, obj_id):
            inverse.set["unreject"] = ME
            inverse.rejected[ME] = True
    elif isinstance(choices.reject, ForGroups):
        sources.check_saving(work, choices.reject.groups)
        if rejected := rejections.reject_for(work, obj_id, choices.reject.groups):
            inverse.set["unreject"] = {"groups": rejected}
            inverse.rejected |= {str(one): True for one in rejected}
    if choices.unreject == ME:
        if rejections.unreject_for_me(work, obj_id):
            inverse.set["reject"] = ME
            inverse.rejected[ME] = False
    elif isinstance(choices.unreject, ForGroups):
        sources.check_saving(work, choices.unreject.groups)
        if gone := rejections.unreject_for(work, obj_id, choices.unreject.groups):
            inverse.set["reject"] = {"groups": gone}
            inverse.rejected |= {str(one): False for one in gone}


def _classify(work: Work, obj_id: str, choices: Choices, inverse: _Inverse) -> None:
    made = [
        classifications.classify(work, NewClassification(obj_id=obj_id, **label.model_dump()))
        for label in choices.classify
    ]
    if made:
        inverse.set["unclassify"] = [row.id for row in made]
        inverse.classifications |= {row.id: row.version for row in made}
    back: list[dict[str, Any]] = []
    for change in choices.reclassify:
        row = _own_label(work, obj_id, change.id)
        back.append(
            {"id": row.id, "classification": row.classification, "probability": row.probability}
        )
        edit = ClassificationEdit(
            classification=change.classification, probability=change.probability
        )
        inverse.classifications[row.id] = classifications.edit(work, row.id, edit).version
    if back:
        inverse.set["reclassify"] = back
    again: list[dict[str, Any]] = []
    for classification_id in choices.unclassify:
        row = _own_label(work, obj_id, classification_id)
        again.append(
            {
                "taxonomy_id": row.taxonomy_id,
                "classification": row.classification,
                "probability": row.probability,
                "origin": row.origin,
                "ml": row.ml,
                "group_ids": list(row.group_ids),
            }
        )
        classifications.delete(work, classification_id)
        inverse.classifications[classification_id] = None
    if again:
        inverse.set["classify"] = again


def _own_label(work: Work, obj_id: str, classification_id: int) -> Classification:
    row = classifications.fetch(work, classification_id)
    if row.obj_id != obj_id:
        raise NotFound(classifications.MISSING.format(classification_id))
    return row


def _check_acls(work: Work, choices: Choices) -> None:
    saving = choices.save or choices.unsave or choices.reject or choices.unreject
    labelling = choices.classify or choices.reclassify or choices.unclassify
    for wanted, acl in ((saving, Acl.UPLOAD_DATA), (labelling, Acl.CLASSIFY)):
        if wanted and not work.actor.holds(acl):
            raise LacksAcl(actors.UNKNOWN)


def _check_expected(work: Work, obj_id: str, expected: Expected) -> None:
    now = state(work, obj_id)
    saved = {row["group_id"] for row in now["saved"]}
    labels = {row["id"]: row["version"] for row in now["classifications"]}
    rejected = {str(one) for one in now["rejected"]["groups"]}
    if now["rejected"]["me"]:
        rejected.add(ME)
    changed = {
        **{f"saved.{one}": was != (one in saved) for one, was in expected.saved.items()},
        **{f"rejected.{one}": was != (one in rejected) for one, was in expected.rejected.items()},
        **{
            f"classifications.{one}": version != labels.get(one)
            for one, version in expected.classifications.items()
        },
    }
    fields = {name: "changed" for name, is_changed in changed.items() if is_changed}
    if fields:
        raise Conflict(CHANGED, fields=fields)


def _claim(work: Work, operation: Operation) -> Decided | None:
    """Take the operation's id, or give the answer that it had: of two at once one waits here."""
    request_hash = hashlib.sha256(operation.model_dump_json().encode()).hexdigest()
    claimed = work.session.scalar(
        insert(Decision)
        .values(
            op_id=operation.op_id,
            user_id=work.actor.user_id,
            request_hash=request_hash,
            answer={},
        )
        .on_conflict_do_nothing()
        .returning(Decision.op_id)
    )
    if claimed is not None:
        return None
    row = work.session.scalars(
        access.readable(work.actor, Decision).where(
            Decision.op_id == operation.op_id, Decision.user_id == work.actor.user_id
        )
    ).one()
    if row.request_hash != request_hash:
        raise Conflict(
            "This op_id was used for another operation.", fields={"op_id": "used already"}
        )
    return cast(Decided, row.answer)


def _remember(work: Work, operation: Operation, answer: Decided) -> None:
    kept = orjson.loads(orjson.dumps(answer))
    work.session.execute(
        update(Decision)  # access: the caller's own, made above
        .where(Decision.op_id == operation.op_id, Decision.user_id == work.actor.user_id)
        .values(answer=kept)
    )
