/** The people of the platform, for those who manage them. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Button, Table, TextInput } from "@mantine/core";
import { useState } from "react";
import { call } from "../../api/call";
import type { ListedPerson } from "../../api/shapes";
import { utcText } from "../../core/times";
import { Problem, useAct } from "../../ui/acts";
import { useSession } from "../../ui/hooks";
import { PersonName } from "../../ui/person_name";
import { holds } from "../../ui/rights";
import { ScrollRegion } from "../../ui/scroll_region";
import { Empty, Failure, Skeleton } from "../../ui/states";
import { Deactivation, ExpiryDialog, isOver } from "./ending";
import { RightsDialog } from "./rights_dialog";
import type { PeopleSearch } from "./searches";

const PAGE = 50;

interface PeopleProps {
  search: PeopleSearch;
  onSearch: (search: PeopleSearch) => void;
}

export function PeopleTab({ search, onSearch }: PeopleProps) {
  const { q, page = 1, ended } = search;
  const [typed, setTyped] = useState(q ?? "");
  const query = {
    username: q,
    pageNumber: page,
    numPerPage: PAGE,
    includeExpired: ended,
    sortBy: "username" as const,
  };
  const people = useQuery({
    queryKey: ["people", "list", query],
    queryFn: () => call("GET /api/user", { query }),
    placeholderData: keepPreviousData,
  });
  const pages = Math.ceil((people.data?.totalMatches ?? 0) / PAGE);
  const find = (event: React.FormEvent) => {
    event.preventDefault();
    onSearch({ q: typed.trim() || undefined, ended });
  };
  return (
    <section className="panel" aria-label="People">
      <header>
        <h2>People</h2>
        <span className="muted">{people.data?.totalMatches}</span>
      </header>
      <form className="fields" role="search" onSubmit={find}>
        <TextInput
          label="Username"
          value={typed}
          autoComplete="off"
          onChange={(event) => setTyped(event.target.value)}
        />
        <label className="check">
          <input
            type="checkbox"
            checked={ended ?? false}
            onChange={(event) => onSearch({ q, ended: event.target.checked || undefined })}
          />
          Also accounts that have ended
        </label>
        <p className="buttons">
          <Button type="submit" size="xs">
            Find
          </Button>
        </p>
      </form>
      {people.isPending && <Skeleton rows={6} height={44} />}
      {people.error && (
        <Failure
          what="The people could not be read."
          error={people.error}
          onRetry={() => void people.refetch()}
        />
      )}
      {people.data?.users.length === 0 && (
        <Empty text={`Nobody is named ${q ?? "so"}.`}>
          <button type="button" onClick={() => onSearch({})}>
            Show everybody
          </button>
        </Empty>
      )}
      {people.data && people.data.users.length > 0 && <PeopleTable people={people.data.users} />}
      {pages > 1 && (
        <p className="buttons">
          <button
            type="button"
            disabled={page <= 1}
            onClick={() => onSearch({ ...search, page: page - 1 })}
          >
            Previous
          </button>
          <span>
            page {page} of {pages}
          </span>
          <button
            type="button"
            disabled={page >= pages}
            onClick={() => onSearch({ ...search, page: page + 1 })}
          >
            Next
          </button>
        </p>
      )}
    </section>
  );
}

type Opened = { what: "rights" | "expiry" | "end"; person: ListedPerson } | null;

function PeopleTable({ people }: { people: ListedPerson[] }) {
  const [opened, open] = useState<Opened>(null);
  const close = () => open(null);
  return (
    <>
      <ScrollRegion label="People">
        <Table className="stacked" aria-label="People">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Name</Table.Th>
              <Table.Th>Roles</Table.Th>
              <Table.Th>Beside them</Table.Th>
              <Table.Th>Ends</Table.Th>
              <Table.Th>
                <span className="visually-hidden">What to do</span>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {people.map((person) => (
              <PersonRow
                key={person.id}
                person={person}
                onOpen={(what) => open({ what, person })}
              />
            ))}
          </Table.Tbody>
        </Table>
      </ScrollRegion>
      {opened?.what === "rights" && <RightsDialog person={opened.person} onClose={close} />}
      {opened?.what === "expiry" && <ExpiryDialog person={opened.person} onClose={close} />}
      {opened?.what === "end" && <Deactivation person={opened.person} onClose={close} />}
    </>
  );
}

interface RowProps {
  person: ListedPerson;
  onOpen: (what: "rights" | "expiry" | "end") => void;
}

function PersonRow({ person, onOpen }: RowProps) {
  const { me } = useSession();
  const act = useAct();
  const own = person.id === me.id;
  const become = () =>
    act.run("become", async () => {
      await call("POST /api/internal/impersonation", { body: { user_id: person.id } });
      // Everything on the page was read as oneself.
      location.assign("/");
    });
  return (
    <Table.Tr data-person={person.username}>
      <Table.Th scope="row">
        <PersonName person={person}>
          {own && <span className="badge">you</span>}
          {isOver(person) && <span className="badge amber">ended</span>}
        </PersonName>
      </Table.Th>
      <Table.Td data-label="Roles">{person.roles.join(", ") || "–"}</Table.Td>
      <Table.Td data-label="Beside them">{person.acls.join(", ") || "–"}</Table.Td>
      <Table.Td data-label="Ends">
        {person.expiration_date ? utcText(person.expiration_date) : "–"}
      </Table.Td>
      <Table.Td>
        <span className="row-buttons">
          <button
            type="button"
            aria-label={`Rights of ${person.username}`}
            onClick={() => onOpen("rights")}
          >
            Rights
          </button>
          <button
            type="button"
            aria-label={`End date of ${person.username}`}
            onClick={() => onOpen("expiry")}
          >
            End date
          </button>
          {!own && holds(me, "Become user") && (
            <button
              type="button"
              disabled={act.busy !== null}
              aria-label={`See as this person: ${person.username}`}
              onClick={() => void become()}
            >
              See as this person
            </button>
          )}
          {!own && (
            <button
              type="button"
              aria-label={`Deactivate ${person.username}`}
              onClick={() => onOpen("end")}
            >
              Deactivate…
            </button>
          )}
        </span>
        <Problem text={act.beside()} />
      </Table.Td>
    </Table.Tr>
  );
}
