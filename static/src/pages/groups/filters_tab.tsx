/** The filters of a group: each selects candidates of one stream. */
import { Button, NativeSelect, Table, TextInput } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { call } from "../../api/call";
import type { Filter, GroupDetail } from "../../api/shapes";
import { Problem } from "../../ui/acts";
import { useSession } from "../../ui/hooks";
import { holds } from "../../ui/rights";
import { ScrollRegion } from "../../ui/scroll_region";
import { Empty } from "../../ui/states";
import { TypedConfirmation } from "../../ui/typed_confirmation";
import { useChange, useRenewing } from "./changing";
import type { GroupTabProps } from "./members_tab";

export function FiltersTab({ group, manages }: GroupTabProps) {
  const { me } = useSession();
  const [deleting, setDeleting] = useState<Filter | null>(null);
  const renewing = useRenewing();
  const filters = group.filters ?? [];
  const makes = group.archived_at === null && holds(me, "Upload data");
  return (
    <>
      <section className="panel" aria-label="Filters">
        <h2>Filters</h2>
        {filters.length === 0 && (
          <Empty text="No filter yet. A filter lets candidates of a stream into the group." />
        )}
        {filters.length > 0 && (
          <ScrollRegion label="Filters">
            <Table className="stacked" aria-label="Filters">
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>Name</Table.Th>
                  <Table.Th>Stream</Table.Th>
                  <Table.Th>
                    <span className="visually-hidden">What to do</span>
                  </Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {filters.map((filter) => (
                  <FilterRow
                    key={filter.id}
                    group={group}
                    filter={filter}
                    manages={manages}
                    onDelete={() => setDeleting(filter)}
                  />
                ))}
              </Table.Tbody>
            </Table>
          </ScrollRegion>
        )}
      </section>
      {makes && <NewFilter group={group} />}
      {deleting && (
        <TypedConfirmation
          title={`Delete the filter ${deleting.name}`}
          name={deleting.name}
          verb="Delete"
          onClose={() => setDeleting(null)}
          act={() =>
            renewing(() =>
              call("DELETE /api/filters/{filter_id}", { path: { filter_id: deleting.id } }),
            )
          }
        >
          <p>Its candidates go with it. What was saved or labelled stays.</p>
        </TypedConfirmation>
      )}
    </>
  );
}

interface RowProps extends GroupTabProps {
  filter: Filter;
  onDelete: () => void;
}

function FilterRow({ group, filter, manages, onDelete }: RowProps) {
  const change = useChange();
  const [name, setName] = useState<string | null>(null);
  const stream = group.streams?.find((one) => one.id === filter.stream_id);
  const rename = async (event: React.FormEvent) => {
    event.preventDefault();
    const wanted = name?.trim();
    const body = { name: wanted, modified: filter.modified };
    const renamed = await change.run("rename", () =>
      call("PATCH /api/filters/{filter_id}", { path: { filter_id: filter.id }, body }),
    );
    if (renamed) setName(null);
  };
  return (
    <Table.Tr data-filter={filter.name}>
      <Table.Th scope="row">
        {name === null ? (
          <Link to="/scan" search={{ group: group.id, filters: String(filter.id) }}>
            {filter.name}
          </Link>
        ) : (
          <form className="row-buttons" onSubmit={(event) => void rename(event)}>
            <TextInput
              size="xs"
              aria-label={`New name of ${filter.name}`}
              value={name}
              error={change.at("name")}
              // The field appears because its button was pressed.
              // eslint-disable-next-line jsx-a11y/no-autofocus
              autoFocus
              onChange={(event) => setName(event.target.value)}
              onKeyDown={(event) => event.key === "Escape" && setName(null)}
            />
            <Button type="submit" size="xs" disabled={!name.trim()} loading={change.busy !== null}>
              Save
            </Button>
            <Button size="xs" variant="default" onClick={() => setName(null)}>
              Cancel
            </Button>
            <Problem text={change.beside("name")} />
          </form>
        )}
      </Table.Th>
      <Table.Td data-label="Stream">{stream?.name ?? "–"}</Table.Td>
      <Table.Td>
        {manages && name === null && (
          <span className="row-buttons">
            <button
              type="button"
              aria-label={`Rename ${filter.name}`}
              onClick={() => setName(filter.name)}
            >
              Rename
            </button>
            <button type="button" aria-label={`Delete ${filter.name}`} onClick={onDelete}>
              Delete…
            </button>
          </span>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

function NewFilter({ group }: { group: GroupDetail }) {
  const change = useChange();
  const streams = group.streams ?? [];
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState<number>();
  const stream = chosen ?? streams[0]?.id;
  const create = async (event: React.FormEvent) => {
    event.preventDefault();
    if (stream === undefined) return;
    const body = { name: name.trim(), group_id: group.id, stream_id: stream };
    if (await change.run("create", () => call("POST /api/filters", { body }))) setName("");
  };
  if (streams.length === 0) {
    return <p className="muted">A filter needs a stream, and this group holds none.</p>;
  }
  return (
    <section className="panel" aria-label="New filter">
      <h2>New filter</h2>
      <form className="fields" onSubmit={(event) => void create(event)}>
        <TextInput
          label="Name"
          value={name}
          error={change.at("name")}
          onChange={(event) => setName(event.target.value)}
        />
        <NativeSelect
          label="Stream"
          data={streams.map(({ id, name: title }) => ({ value: String(id), label: title }))}
          value={String(stream)}
          error={change.at("stream_id")}
          onChange={(event) => setChosen(Number(event.target.value))}
        />
        <Problem text={change.beside("name", "stream_id")} />
        <p className="buttons">
          <Button type="submit" size="xs" disabled={!name.trim()} loading={change.busy !== null}>
            Create
          </Button>
        </p>
      </form>
    </section>
  );
}
