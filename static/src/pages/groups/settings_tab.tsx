/** What a group is called and how open it is; and its end. */
import { useQueryClient } from "@tanstack/react-query";
import { Button } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { ApiError, call } from "../../api/call";
import type { GroupDetail } from "../../api/shapes";
import { groupQuery } from "../../queries";
import { Problem, useAct } from "../../ui/acts";
import { useSession } from "../../ui/hooks";
import { TypedConfirmation } from "../../ui/typed_confirmation";
import { useRenewing } from "./changing";
import { bodyOf, draftOf, GROUP_FIELDS, GroupFields, type GroupDraft } from "./group_form";

export function SettingsTab({ group }: { group: GroupDetail }) {
  return (
    <>
      {group.archived_at === null && <Settings group={group} />}
      <Ending group={group} />
    </>
  );
}

function Settings({ group }: { group: GroupDetail }) {
  const client = useQueryClient();
  const { toasts } = useSession();
  const act = useAct();
  const [typed, setTyped] = useState<Partial<GroupDraft>>({});
  // What the group was when typing began: what others change meanwhile does not undo the typing.
  const [before, setBefore] = useState(group);
  const dirty = Object.keys(typed).length > 0;
  const draft = { ...draftOf(dirty ? before : group), ...typed };
  const overtaken = dirty && before.modified !== group.modified;
  const path = { group_id: group.id };
  const reload = () => client.invalidateQueries({ queryKey: groupQuery(group.id).queryKey });

  const change = (part: Partial<GroupDraft>) => {
    if (!dirty) setBefore(group);
    setTyped({ ...typed, ...part });
  };
  const save = (overwrite: boolean) =>
    act.run("save", async () => {
      const modified = overwrite ? undefined : before.modified;
      try {
        await call("PUT /api/groups/{group_id}", { path, body: { ...bodyOf(draft), modified } });
      } catch (error) {
        if (!(error instanceof ApiError && error.code === "conflict")) throw error;
        await reload();
        return;
      }
      await client.invalidateQueries({ queryKey: ["groups"] });
      await reload();
      setTyped({});
      toasts.show({ kind: "info", text: "Saved" }, 2000);
    });
  return (
    <section className="panel" aria-label="Settings">
      <h2>Settings</h2>
      <form
        className="fields"
        onSubmit={(event) => {
          event.preventDefault();
          void save(false);
        }}
      >
        <GroupFields draft={draft} change={change} act={act} />
        <Problem text={act.beside(...GROUP_FIELDS)} />
        {overtaken && (
          <div className="strip amber finding wide" role="alert" data-testid="overtaken">
            Somebody changed the group meanwhile.{" "}
            <button type="button" onClick={() => setTyped({})}>
              Show theirs
            </button>{" "}
            <button type="button" onClick={() => void save(true)}>
              Overwrite with mine
            </button>
          </div>
        )}
        <p className="buttons wide">
          <Button
            type="submit"
            size="xs"
            disabled={!dirty || overtaken || !draft.name.trim()}
            loading={act.busy !== null}
          >
            Save
          </Button>
        </p>
      </form>
    </section>
  );
}

function Ending({ group }: { group: GroupDetail }) {
  const { toasts } = useSession();
  const navigate = useNavigate();
  const renewing = useRenewing();
  const [asking, setAsking] = useState(false);
  if (group.archived_at) return null;
  const end = async () => {
    const path = { group_id: group.id };
    const { archived } = await call("DELETE /api/groups/{group_id}", { path });
    const text = archived
      ? `${group.name} is archived: it holds frozen datasets, which stay.`
      : `${group.name} is deleted.`;
    toasts.show({ kind: "info", text });
    if (!archived) await navigate({ to: "/groups" });
    await renewing(async () => undefined);
  };
  return (
    <section className="panel danger" aria-label="Danger zone">
      <h2>Danger zone</h2>
      <p>
        Deleting the group deletes its filters, their candidates and its saves, for good. A group
        with frozen datasets is archived instead.
      </p>
      <p className="buttons">
        <Button size="xs" color="red" onClick={() => setAsking(true)}>
          Delete the group…
        </Button>
      </p>
      {asking && (
        <TypedConfirmation
          title={`Delete ${group.name}`}
          name={group.name}
          verb="Delete the group"
          onClose={() => setAsking(false)}
          act={end}
        >
          <p>This cannot be taken back.</p>
        </TypedConfirmation>
      )}
    </section>
  );
}
