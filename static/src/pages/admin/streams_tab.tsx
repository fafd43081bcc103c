/** Streams, the classes of data rights, and who holds them. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { call } from "../../api/call";
import { findPerson } from "../../api/reads";
import type { Stream } from "../../api/shapes";
import { streamsQuery } from "../../queries";
import { Problem, useAct } from "../../ui/acts";
import { PersonField } from "../../ui/person_field";
import { PersonName } from "../../ui/person_name";
import { Empty, Failure, Skeleton } from "../../ui/states";
import { TypedConfirmation } from "../../ui/typed_confirmation";

const MOST = 500;

function useStreamChange() {
  const client = useQueryClient();
  const act = useAct();
  const renew = async () => {
    await client.invalidateQueries({ queryKey: ["streams"] });
    await client.invalidateQueries({ queryKey: ["holders"] });
  };
  const run = (name: string, work: () => Promise<unknown>) =>
    act.run(name, async () => {
      await work();
      await renew();
    });
  return { ...act, run, renew };
}

export function StreamsTab() {
  const streams = useQuery(streamsQuery);
  return (
    <>
      <NewStream />
      {streams.isPending && <Skeleton rows={3} height={80} />}
      {streams.error && (
        <Failure
          what="The streams could not be read."
          error={streams.error}
          onRetry={() => void streams.refetch()}
        />
      )}
      {streams.data?.length === 0 && <Empty text="No stream yet. Make the first one above." />}
      {streams.data?.map((stream) => (
        <StreamPanel key={stream.id} stream={stream} />
      ))}
    </>
  );
}

function NewStream() {
  const change = useStreamChange();
  const [name, setName] = useState("");
  const create = async (event: React.FormEvent) => {
    event.preventDefault();
    const body = { name: name.trim() };
    if (await change.run("create", () => call("POST /api/streams", { body }))) setName("");
  };
  return (
    <section className="panel" aria-label="New stream">
      <h2>New stream</h2>
      <form className="fields" onSubmit={(event) => void create(event)}>
        <TextInput
          label="Name"
          value={name}
          error={change.at("name")}
          onChange={(event) => setName(event.target.value)}
        />
        <Problem text={change.beside("name")} />
        <p className="buttons">
          <Button type="submit" size="xs" disabled={!name.trim()} loading={change.busy !== null}>
            Create
          </Button>
        </p>
      </form>
    </section>
  );
}

function StreamPanel({ stream }: { stream: Stream }) {
  const change = useStreamChange();
  const [name, setName] = useState(stream.name);
  const [deleting, setDeleting] = useState(false);
  const path = { stream_id: stream.id };
  const edit = (body: { name: string; auto_join?: boolean }) =>
    change.run("edit", () => call("PATCH /api/streams/{stream_id}", { path, body }));
  return (
    <section className="panel" aria-label={stream.name} data-stream={stream.name}>
      <header>
        <h2>{stream.name}</h2>
        <span className="spread" />
        <button type="button" onClick={() => setDeleting(true)}>
          Delete…
        </button>
      </header>
      <form
        className="fields"
        onSubmit={(event) => {
          event.preventDefault();
          void edit({ name: name.trim() });
        }}
      >
        <TextInput
          label={`Name of ${stream.name}`}
          value={name}
          error={change.at("name")}
          onChange={(event) => setName(event.target.value)}
        />
        <label className="check">
          <input
            type="checkbox"
            checked={stream.auto_join}
            disabled={change.busy !== null}
            onChange={(event) => void edit({ name: stream.name, auto_join: event.target.checked })}
          />
          Everybody may take it
        </label>
        {name.trim() !== stream.name && (
          <p className="buttons">
            <Button type="submit" size="xs" disabled={!name.trim()} loading={change.busy !== null}>
              Rename
            </Button>
          </p>
        )}
      </form>
      <Problem text={change.beside("name")} />
      <Holders stream={stream} />
      {deleting && (
        <TypedConfirmation
          title={`Delete the stream ${stream.name}`}
          name={stream.name}
          verb="Delete"
          onClose={() => setDeleting(false)}
          act={async () => {
            await call("DELETE /api/streams/{stream_id}", { path });
            await change.renew();
          }}
        >
          <p>Its filters and their candidates go with it. Groups stay, without it.</p>
        </TypedConfirmation>
      )}
    </section>
  );
}

function Holders({ stream }: { stream: Stream }) {
  const change = useStreamChange();
  const [username, setUsername] = useState("");
  const holders = useQuery({
    queryKey: ["holders", stream.name],
    queryFn: () =>
      call("GET /api/user", {
        query: { stream: stream.name, numPerPage: MOST, sortBy: "username" },
      }),
  });
  const give = async (event: React.FormEvent) => {
    event.preventDefault();
    const path = { stream_id: stream.id };
    const given = await change.run("give", async () => {
      const { id } = await findPerson(username, "user_id");
      await call("POST /api/streams/{stream_id}/users", { path, body: { user_id: id } });
    });
    if (given) setUsername("");
  };
  const take = (userId: number) =>
    change.run(String(userId), () =>
      call("DELETE /api/streams/{stream_id}/users/{user_id}", {
        path: { stream_id: stream.id, user_id: userId },
      }),
    );
  const people = holders.data?.users ?? [];
  return (
    <details>
      <summary className="fold-line">
        Who holds it {holders.data && <span className="muted">{holders.data.totalMatches}</span>}
      </summary>
      {holders.isPending && <Skeleton rows={2} height={36} />}
      {holders.error && (
        <Failure
          what="Who holds the stream could not be read."
          error={holders.error}
          onRetry={() => void holders.refetch()}
        />
      )}
      <ul className="list">
        {people.map((person) => (
          <li key={person.id} className="row-buttons" data-holder={person.username}>
            <span className="spread">
              <PersonName person={person} />
            </span>
            <button
              type="button"
              disabled={change.busy !== null}
              aria-label={`Take ${stream.name} from ${person.username}`}
              onClick={() => void take(person.id)}
            >
              Take
            </button>
          </li>
        ))}
      </ul>
      <form className="fields" onSubmit={(event) => void give(event)}>
        <PersonField
          label={`Give ${stream.name} to`}
          value={username}
          onType={setUsername}
          error={change.at("user_id")}
          without={people.map(({ id }) => id)}
        />
        <Problem text={change.beside("user_id")} />
        <p className="buttons">
          <Button
            type="submit"
            size="xs"
            disabled={!username.trim()}
            loading={change.busy !== null}
          >
            Give
          </Button>
        </p>
      </form>
    </details>
  );
}
