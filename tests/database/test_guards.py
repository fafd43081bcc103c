"""What the database itself refuses, whoever asks: changed evidence, changed frozen versions."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from skyportal_like.models import Dataset, DatasetFile, DatasetMember, DatasetVersion
from skyportal_like.schemas.classifications import NewClassification
from skyportal_like.services import classifications
from skyportal_like.work import Work
from tests.world import World

COPY_OF_A_LABEL = (
    "insert into classifications (obj_id, taxonomy_id, classification, author_id, author_name,"
    " group_ids) select obj_id, taxonomy_id, 'AGN', author_id, author_name, group_ids"
    " from classifications"
)
NEW_MEMBER = (
    "insert into dataset_members (version_id, example_id, digest, label, split, group_key)"
    " values (2, 'b', '0', 'Ia', 'train', 'b')"
)


@pytest.fixture
def labelled(people: World) -> World:
    """The people, with one label."""
    new = NewClassification(
        obj_id=people.obj,
        taxonomy_id=people.taxonomy,
        classification="Ia",
        group_ids=(people.group,),
    )
    people.run(people.member, lambda work: classifications.classify(work, new) and None)
    return people


@pytest.fixture
def versions(people: World) -> World:
    """The people, with a draft (1) and a frozen version (2), each of one row and one file."""

    def make(work: Work) -> None:
        dataset = Dataset(
            group_id=people.group, name="x", slug="x", salt="x", created_by_id=people.member.id
        )
        work.add(dataset)
        for number in (1, 2):
            version = DatasetVersion(
                dataset_id=dataset.id, number=number, recipe={}, author_id=people.member.id
            )
            work.add(version)
            work.add(
                DatasetMember(
                    version_id=version.id,
                    example_id="a",
                    digest="0",
                    label="Ia",
                    split="train",
                    group_key="a",
                ),
                DatasetFile(version_id=version.id, path="a", size=1, blob="0"),
            )
        version.status, version.content_id = "frozen", "0" * 64

    people.run(people.member, make)
    return people


def change(engine: Engine, *statements: str) -> int:
    """Run statements in one transaction and give how many rows the last one changed."""
    changed = 0
    with engine.begin() as connection:
        for statement in statements:
            changed = connection.execute(text(statement)).rowcount
    return changed


@pytest.fixture
def before_and_after(engine: Engine) -> Iterator[None]:
    """Hold that a refused change left every guarded row as it was."""
    whole_table = "select jsonb_agg(to_jsonb(x) order by x::text) from {} x"
    names = ("label_log", "audit", "classifications", "dataset_versions", "dataset_members")

    def rows() -> list[object]:
        with engine.connect() as connection:
            return [connection.scalar(text(whole_table.format(name))) for name in names]

    before = rows()
    yield
    assert rows() == before


@pytest.mark.parametrize("table", ["label_log", "audit"])
@pytest.mark.parametrize("statement", ["update {} set id = id", "delete from {}"])
def test_evidence_can_be_added_to_and_never_changed(
    labelled: World, engine: Engine, before_and_after: None, table: str, statement: str
) -> None:
    with pytest.raises(IntegrityError, match=f"{table} is append-only"):
        change(engine, statement.format(table))


@pytest.mark.parametrize(
    "statement",
    [
        "update classifications set classification = 'AGN'",
        "update classifications set classification = 'AGN', version = version + 1",
        "delete from classifications",
        COPY_OF_A_LABEL,
    ],
)
def test_a_label_cannot_change_without_its_line_in_the_log(
    labelled: World, engine: Engine, before_and_after: None, statement: str
) -> None:
    with pytest.raises(IntegrityError, match="has no line in label_log"):
        change(engine, statement)


def test_a_label_changes_with_its_line_in_the_log(labelled: World, engine: Engine) -> None:
    line = (
        "insert into label_log (classification_id, version, operation, obj_id, taxonomy_hash,"
        " actor_id, client) select id, version + 1, 'update', obj_id, 'x', author_id, 'sql'"
        " from classifications"
    )
    label = "update classifications set classification = 'AGN', version = version + 1"
    assert change(engine, line, label) == 1
    assert change(engine, line, label) == 1
    for unlogged in (label, "update classifications set classification = 'Ia'"):
        with pytest.raises(IntegrityError, match="has no line"):
            change(engine, unlogged)


@pytest.mark.parametrize(
    "statement",
    [
        "update dataset_versions set recipe = '{\"x\": 1}' where number = 2",
        "update dataset_versions set content_id = 'y' where number = 2",
        "update dataset_versions set content_id = null, status = 'draft' where number = 2",
        "update dataset_versions set status = 'failed' where number = 2",
        "update dataset_versions set stream_ids = '{1}' where number = 2",
        "update dataset_versions set number = 7 where number = 2",
        "delete from dataset_versions where number = 2",
        "update dataset_members set label = 'AGN' where version_id = 2",
        "update dataset_members set version_id = 2, example_id = 'b' where version_id = 1",
        "update dataset_members set version_id = 1, example_id = 'b' where version_id = 2",
        "delete from dataset_members where version_id = 2",
        NEW_MEMBER,
        "update dataset_files set blob = 'y' where version_id = 2",
        "delete from dataset_files where version_id = 2",
        "insert into dataset_files (version_id, path, size, blob) values (2, 'b', 1, '0')",
    ],
)
def test_a_frozen_version_refuses_every_change_of_what_it_holds(
    versions: World, engine: Engine, before_and_after: None, statement: str
) -> None:
    with pytest.raises(IntegrityError, match=r"dataset version \d is frozen"):
        change(engine, statement)


def test_a_frozen_version_can_be_withdrawn_and_its_release_moved(
    versions: World, engine: Engine
) -> None:
    for changed in ("status = 'superseded'", "release_at = '2030-01-01'", "status = 'withdrawn'"):
        statement = f"update dataset_versions set {changed} where number = 2"
        assert change(engine, statement) == 1
    with pytest.raises(IntegrityError, match=r"dataset version \d is frozen"):
        change(engine, "delete from dataset_files where version_id = 2")


def test_a_draft_can_be_changed_and_thrown_away(versions: World, engine: Engine) -> None:
    assert change(engine, "update dataset_versions set recipe = '{\"x\": 1}' where number = 1") == 1
    assert (
        change(
            engine,
            "update dataset_members set label = 'AGN' where version_id = 1",
            "delete from dataset_members where version_id = 1",
            "delete from dataset_files where version_id = 1",
            "delete from dataset_versions where number = 1",
        )
        == 1
    )


def test_a_group_that_owns_a_dataset_cannot_be_deleted(versions: World, engine: Engine) -> None:
    with pytest.raises(IntegrityError, match="fk_datasets_group_id"):
        change(engine, f"delete from groups where id = {versions.group}")


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        ("update objs set ra = 360", "ck_objs_ra_range"),
        ("update objs set ra = 'NaN'", "ck_objs_ra_range"),
        ("update objs set dec = -90.1", "ck_objs_dec_range"),
        ("update objs set dec = 'NaN'", "ck_objs_dec_range"),
        ("insert into objs (id) values ('a b')", "ck_objs_id_charset"),
        ("update users set username = ''", "ck_users_username_given"),
        ("update users set username = 'MEMBER' where username = 'viewer'", "uq_users_username"),
        ("insert into groups (name, sitewide) values ('x', true)", "uq_groups_sitewide"),
        ("update classifications set probability = 'NaN'", "ck_classifications_probability"),
    ],
)
def test_values_that_mean_nothing_are_refused(
    labelled: World, engine: Engine, statement: str, constraint: str
) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        change(engine, statement)


def test_the_columns_that_say_who_sees_an_object_follow_its_holders_alone(
    people: World, engine: Engine
) -> None:
    kept = text("select group_ids, user_ids from objs where id = :id")
    with engine.begin() as connection:
        before = connection.execute(kept, {"id": people.obj}).one()
        connection.execute(text("update sources set active = false"))
        assert connection.execute(kept, {"id": people.obj}).one().group_ids == []
        connection.execute(text("update sources set active = true"))
        assert connection.execute(kept, {"id": people.obj}).one() == before
