"""Previews: what a recipe would give, shown before anything is written."""

from typing import cast

from skyportal_like.bundles.columns import features_of
from skyportal_like.bundles.tallies import class_counts
from skyportal_like.errors import NotPermitted
from skyportal_like.schemas.datasets import AuditView, PreviewView, Recipe
from skyportal_like.services import datasets, drafts
from skyportal_like.services.drafts import Draft
from skyportal_like.services.labels import CONFLICT
from skyportal_like.storage import Storage
from skyportal_like.work import Work

STREAMS = "Rows of this recipe come from streams that you do not hold."
FIRST_ROWS = 20
SHOWN_COLUMNS = ("example_id", "ra", "dec", "label", "n_votes", "agreement")


def preview(work: Work, dataset_id: int, recipe: Recipe, storage: Storage) -> PreviewView:
    """Work a recipe out without writing anything."""
    dataset = datasets.fetch(work, dataset_id)
    draft = drafts.work_out(drafts.gather(work, dataset, recipe, work.actor.user_id), storage)
    if not (work.actor.is_system_admin or work.actor.stream_ids.issuperset(draft.stream_ids)):
        raise NotPermitted(STREAMS)
    return _view(draft)


def _view(draft: Draft) -> PreviewView:
    table, report = draft.split.table, draft.audit
    counts = class_counts(table)
    shown = [*SHOWN_COLUMNS, *(one.name for one in features_of(table.schema)), "split"]
    return PreviewView(
        n_rows=len(table),
        n_groups=draft.split.groups,
        classes={label: sum(row.values()) for label, row in counts.items()},
        splits={
            split: {label: row[split] for label, row in counts.items() if row[split]}
            for split in draft.split.rule.splits
        },
        conflicts=draft.left_out.get(CONFLICT, 0),
        disagreements=draft.disagreements,
        left_out=dict(draft.left_out),
        warnings=[one.message for one in report.warnings],
        refusals=[one.message for one in report.refusals],
        audit=cast(AuditView, report.as_json()),
        streams=list(draft.streams),
        first_rows=table.slice(0, FIRST_ROWS).select(shown).to_pylist(),
    )
