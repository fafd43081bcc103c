/** A group that one is not in: ask to be let in, and see what became of an earlier request. */
import { useQuery } from "@tanstack/react-query";
import { Button } from "@mantine/core";
import { call } from "../../api/call";
import type { Group } from "../../api/shapes";
import { agoText } from "../../core/times";
import { admissionsQuery } from "../../queries";
import { Problem } from "../../ui/acts";
import { useSession } from "../../ui/hooks";
import { Forbidden } from "../../ui/states";
import { useChange } from "./changing";

export function Joining({ group }: { group: Group }) {
  return (
    <Forbidden what={`You are not a member of ${group.name}.`}>
      {group.description && <p>{group.description}</p>}
      {group.archived_at ? (
        <p className="muted">It is archived and lets nobody in.</p>
      ) : (
        <AskToJoin group={group} />
      )}
    </Forbidden>
  );
}

/** The button, or what was said to the last request. */
export function AskToJoin({ group }: { group: Group }) {
  const { me, toasts } = useSession();
  const change = useChange();
  const requests = useQuery(admissionsQuery);
  const mine = requests.data
    ?.filter((one) => one.group_id === group.id && one.user_id === me.id)
    .sort((a, b) => b.id - a.id)[0];
  const ask = async () => {
    const body = { groupID: group.id, userID: me.id };
    const asked = await change.run("ask", () =>
      call("POST /api/group_admission_requests", { body }),
    );
    if (!asked) return;
    const text = group.auto_accept_requests
      ? `You are a member of ${group.name} now.`
      : `The admins of ${group.name} see your request.`;
    toasts.show({ kind: "info", text });
  };
  const withdraw = (id: number) =>
    change.run("withdraw", () =>
      call("DELETE /api/group_admission_requests/{request_id}", { path: { request_id: id } }),
    );
  if (requests.isPending) return null;
  return (
    <div data-testid={`join-${group.id}`}>
      {mine?.status === "pending" && (
        <p>
          You asked {agoText(mine.created_at)}; an admin has not answered yet.{" "}
          <button
            type="button"
            disabled={change.busy !== null}
            onClick={() => void withdraw(mine.id)}
          >
            Withdraw
          </button>
        </p>
      )}
      {mine?.status === "declined" && (
        <p>Your request was declined {agoText(mine.modified)}. You may ask again.</p>
      )}
      {mine?.status !== "pending" && (
        <Button
          size="xs"
          aria-label={`Ask to join ${group.name}`}
          loading={change.busy !== null}
          onClick={() => void ask()}
        >
          {group.auto_accept_requests ? "Join" : "Ask to join"}
        </Button>
      )}
      <Problem text={change.beside()} />
    </div>
  );
}
