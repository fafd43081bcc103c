"""The people every test talks about, what they hold, and how they ask."""

import json
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import Engine, select, text
from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.ioloop import IOLoop

from skyportal_like.access import Actor
from skyportal_like.access import actor as actors
from skyportal_like.models import Filter, Group, GroupStream, Stream
from skyportal_like.schemas.candidates import NewCandidate
from skyportal_like.schemas.sources import NewSource
from skyportal_like.schemas.taxonomies import NewTaxonomy
from skyportal_like.services import candidates, sources, taxonomies, tokens, upkeep, users
from skyportal_like.vocabulary import Role
from skyportal_like.work import Origin, Units, Work

HIERARCHY = {
    "class": "Time-domain Source",
    "subclasses": [
        {"class": "Ia", "tags": ["stellar"]},
        {"class": "AGN"},
        {"class": "Variable", "subclasses": [{"class": "RR Lyrae"}]},
    ],
}
ORIGIN = Origin("test", "test")
SETTLE_SECONDS = 20.0


@dataclass
class Person:
    """Somebody with a token."""

    id: int
    username: str
    token: str


@dataclass
class Reply:
    """An answer of the application."""

    status: int
    body: dict[str, Any]
    headers: dict[str, str]
    raw: bytes

    @property
    def data(self) -> Any:
        """The data of a success; anything else fails the test with its text."""
        assert self.status == 200, (self.status, self.body)
        return self.body["data"]

    @property
    def message(self) -> str:
        """The text of an error."""
        assert self.body["status"] == "error", self.body
        return str(self.body["message"])

    @property
    def code(self) -> str:
        """The stable code of an error."""
        return str(self.body["data"]["code"])

    def without(self, *names: str) -> tuple[int, str]:
        """Give status and text with some names taken out, to compare two refusals."""
        said = json.dumps(self.body, sort_keys=True)
        for name in names:
            said = said.replace(name, "…")
        return self.status, said


@dataclass
class Http:
    """A client of the application."""

    io_loop: IOLoop
    client: AsyncHTTPClient
    base_url: str

    def ask(
        self,
        method: str,
        path: str,
        *,
        headers: dict[str, str] | None = None,
        body: bytes | None = None,
    ) -> Reply:
        """Send a request and wait for its answer."""
        request = HTTPRequest(
            self.base_url + path,
            method=method,
            headers=headers or {},
            body=body,
            allow_nonstandard_methods=True,
            follow_redirects=False,
            request_timeout=30,
        )
        got = self.io_loop.run_sync(lambda: self.client.fetch(request, raise_error=False), 30)
        is_json = got.headers.get("Content-Type", "").startswith("application/json")
        parsed = json.loads(got.body) if got.body and is_json else {}
        return Reply(got.code, parsed, dict(got.headers.get_all()), got.body or b"")


@dataclass
class World:
    """A member, a group admin, a viewer, an outsider and a system admin; and others' noise."""

    units: Units
    people: dict[str, Person] = field(default_factory=dict)
    group: int = 0
    other_group: int = 0
    sitewide: int = 0
    stream: int = 0
    other_stream: int = 0
    filter: int = 0
    other_filter: int = 0
    taxonomy: int = 0
    obj: str = "ZTF26public1"
    candidate: str = "ZTF26cand1"
    hidden: str = "ZTF26hidden1"
    http: Http | None = None

    def __getattr__(self, name: str) -> Person:
        people = self.__dict__.get("people", {})
        if name in people:
            person: Person = people[name]
            return person
        raise AttributeError(name)

    def actor(self, person: Person) -> Actor:
        """Take a person's rights as a signed-in browser has them."""
        return self.run(person, lambda work: work.actor)

    def run(self, person: Person, act: Any) -> Any:
        """Do something as a person, in a unit of work of its own."""
        return self.units.run(actors.by_user_id(person.id), ORIGIN, act)

    def ask(
        self, method: str, person: Person | None, path: str, body: object = None, **query: object
    ) -> Reply:
        """Send a request as a person."""
        assert self.http is not None, "ask through the fixture `world`"
        headers = {} if person is None else {"Authorization": f"token {person.token}"}
        sent = None if body is None else json.dumps(body).encode()
        if query:
            path += "?" + urlencode(query, doseq=True)
        return self.http.ask(method, path, headers=headers, body=sent)

    def get(self, person: Person | None, path: str, **query: object) -> Reply:
        """GET as a person."""
        return self.ask("GET", person, path, None, **query)

    def post(self, person: Person | None, path: str, body: object) -> Reply:
        """POST as a person."""
        return self.ask("POST", person, path, body)

    def put(self, person: Person | None, path: str, body: object) -> Reply:
        """PUT as a person."""
        return self.ask("PUT", person, path, body)

    def delete(self, person: Person | None, path: str, body: object = None) -> Reply:
        """DELETE as a person."""
        return self.ask("DELETE", person, path, body)


def build(units: Units) -> World:
    """Make the people, their groups, streams and filters, one object each, and the noise."""
    world = World(units)
    units.run(actors.system, ORIGIN, lambda work: _make_people(work, world))
    world.run(
        world.member,
        lambda work: _make_objects(work, world.obj, world.candidate, world.group, world.filter),
    )
    world.run(
        world.outsider,
        lambda work: _make_objects(
            work, world.hidden, "ZTF26hidden2", world.other_group, world.other_filter
        ),
    )
    return world


def _make_people(work: Work, world: World) -> None:
    upkeep.prepare(work, "Sitewide Group")
    ours, theirs = Group(name="Ours"), Group(name="Theirs")
    streams = Stream(name="ZTF Public"), Stream(name="ZTF Partnership")
    work.add(ours, theirs, *streams)
    work.add(
        GroupStream(group_id=ours.id, stream_id=streams[0].id),
        GroupStream(group_id=theirs.id, stream_id=streams[1].id),
    )
    filters = (
        Filter(name="bright", stream_id=streams[0].id, group_id=ours.id),
        Filter(name="faint", stream_id=streams[1].id, group_id=theirs.id),
    )
    work.add(*filters)
    for name, role, group, admin in (
        ("member", Role.FULL_USER, ours, False),
        ("colleague", Role.FULL_USER, ours, False),
        ("group_admin", Role.GROUP_ADMIN, ours, True),
        ("viewer", Role.VIEW_ONLY, ours, False),
        ("outsider", Role.FULL_USER, theirs, True),
        ("admin", Role.SUPER_ADMIN, None, False),
    ):
        user = users.create(work, name, role)
        if group is not None:
            users.join(work, group, user, admin=admin)
        secret = tokens.create(work, user, "test", tokens.acls_of(user))
        world.people[name] = Person(user.id, user.username, secret)
    world.group, world.other_group = ours.id, theirs.id
    world.stream, world.other_stream = streams[0].id, streams[1].id
    world.filter, world.other_filter = filters[0].id, filters[1].id
    taxonomy = taxonomies.post(
        work,
        NewTaxonomy(
            name="Classes", version="1", hierarchy=HIERARCHY, group_ids=(ours.id, theirs.id)
        ),
    )
    world.taxonomy = taxonomy.id
    world.sitewide = work.session.scalars(select(Group.id).where(Group.sitewide)).one()


def _make_objects(work: Work, saved: str, candidate: str, group: int, filter_id: int) -> None:
    sources.post(work, NewSource(id=saved, ra=10.0, dec=20.0, group_ids=(group,)))
    candidates.post(
        work,
        NewCandidate.model_validate(
            {
                "id": candidate,
                "ra": 30.0,
                "dec": -10.0,
                "filter_ids": [filter_id],
                "passed_at": "2026-11-19T04:00:00",
            }
        ),
    )


def settle(engine: Engine) -> None:
    """Wait until no transaction, of another test's database maybe, holds back what was told."""
    statement = text(
        "select exists (select 1 from events where xid >= pg_snapshot_xmin(pg_current_snapshot()))"
    )
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        deadline = time.monotonic() + SETTLE_SECONDS
        while connection.scalar(statement):
            assert time.monotonic() < deadline, "a transaction was left open"
            time.sleep(0.002)
