/** The streams of a group: what data its members may see, and what filters it can have. */
import { useQuery } from "@tanstack/react-query";
import { Button, NativeSelect } from "@mantine/core";
import { useState } from "react";
import { call } from "../../api/call";
import { streamsQuery } from "../../queries";
import { Problem } from "../../ui/acts";
import { Empty, Failure, Skeleton } from "../../ui/states";
import { useChange } from "./changing";
import type { GroupTabProps } from "./members_tab";

export function GroupStreamsTab({ group, manages }: GroupTabProps) {
  const change = useChange();
  const held = group.streams ?? [];
  const edits = manages && !group.single_user_group;
  const remove = (streamId: number) =>
    change.run(String(streamId), () =>
      call("DELETE /api/groups/{group_id}/streams/{stream_id}", {
        path: { group_id: group.id, stream_id: streamId },
      }),
    );
  return (
    <>
      <section className="panel" aria-label="Streams">
        <h2>Streams</h2>
        <p className="muted">Whoever joins the group needs all of its streams.</p>
        {held.length === 0 && <Empty text="No stream, so the group gets no candidates." />}
        <ul className="list">
          {held.map((stream) => (
            <li key={stream.id} className="row-buttons" data-stream={stream.name}>
              <span className="spread">{stream.name}</span>
              {edits && (
                <button
                  type="button"
                  disabled={change.busy === String(stream.id)}
                  aria-label={`Remove ${stream.name}`}
                  onClick={() => void remove(stream.id)}
                >
                  Remove
                </button>
              )}
            </li>
          ))}
        </ul>
        <Problem text={change.beside()} />
      </section>
      {edits && <AddStream groupId={group.id} held={held.map(({ id }) => id)} />}
    </>
  );
}

function AddStream({ groupId, held }: { groupId: number; held: number[] }) {
  const change = useChange();
  const streams = useQuery(streamsQuery);
  const [chosen, setChosen] = useState<number>();
  const offered = streams.data?.filter((stream) => !held.includes(stream.id)) ?? [];
  const wanted = offered.find(({ id }) => id === chosen)?.id ?? offered[0]?.id;
  const add = async (event: React.FormEvent) => {
    event.preventDefault();
    if (wanted === undefined) return;
    await change.run("add", () =>
      call("POST /api/groups/{group_id}/streams", {
        path: { group_id: groupId },
        body: { stream_id: wanted },
      }),
    );
  };
  if (streams.isPending) return <Skeleton rows={1} height={44} />;
  if (streams.error) {
    return (
      <Failure
        what="Your streams could not be read."
        error={streams.error}
        onRetry={() => void streams.refetch()}
      />
    );
  }
  if (offered.length === 0) return null;
  return (
    <section className="panel" aria-label="Add a stream">
      <h2>Add a stream</h2>
      <form className="fields" onSubmit={(event) => void add(event)}>
        <NativeSelect
          label="Stream"
          data={offered.map(({ id, name }) => ({ value: String(id), label: name }))}
          value={String(wanted)}
          error={change.at("stream_id")}
          onChange={(event) => setChosen(Number(event.target.value))}
        />
        <Problem text={change.beside("stream_id")} />
        <p className="buttons">
          <Button type="submit" size="xs" loading={change.busy !== null}>
            Add
          </Button>
        </p>
      </form>
    </section>
  );
}
