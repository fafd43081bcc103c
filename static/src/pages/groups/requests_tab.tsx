/** Who asks to be let into a group: its admins accept or decline. */
import { useQuery } from "@tanstack/react-query";
import { Button } from "@mantine/core";
import { call } from "../../api/call";
import type { Admission, GroupDetail } from "../../api/shapes";
import { agoText } from "../../core/times";
import { admissionsQuery } from "../../queries";
import { Problem } from "../../ui/acts";
import { PersonName } from "../../ui/person_name";
import { Empty, Failure, Skeleton } from "../../ui/states";
import { useChange } from "./changing";

export function RequestsTab({ group }: { group: GroupDetail }) {
  const requests = useQuery(admissionsQuery);
  const waiting = requests.data?.filter(
    (one) => one.group_id === group.id && one.status === "pending",
  );
  return (
    <section className="panel" aria-label="Requests">
      <h2>Requests to join</h2>
      {requests.isPending && <Skeleton rows={3} height={40} />}
      {requests.error && (
        <Failure
          what="The requests could not be read."
          error={requests.error}
          onRetry={() => void requests.refetch()}
        />
      )}
      {waiting?.length === 0 && <Empty own text="Nobody is waiting to be let in." />}
      <ul className="list">
        {waiting?.map((request) => (
          <Request key={request.id} request={request} />
        ))}
      </ul>
    </section>
  );
}

function Request({ request }: { request: Admission }) {
  const change = useChange();
  const path = { request_id: request.id };
  const answer = (status: "accepted" | "declined") =>
    call("PATCH /api/group_admission_requests/{request_id}", { path, body: { status } });
  const accept = () =>
    change.run("accept", async () => {
      await answer("accepted");
      // Accepting is an answer; being a member is a row of its own.
      await call("POST /api/groups/{group_id}/users", {
        path: { group_id: request.group_id },
        body: { userID: request.user_id },
      });
    });
  return (
    <li className="row-buttons" data-request={request.user.username}>
      <span className="spread">
        <PersonName person={request.user}>
          <span className="muted small">{agoText(request.created_at)}</span>
        </PersonName>
        <Problem text={change.beside()} />
      </span>
      <Button
        size="xs"
        loading={change.busy === "accept"}
        aria-label={`Accept ${request.user.username}`}
        onClick={() => void accept()}
      >
        Accept
      </Button>
      <Button
        size="xs"
        variant="default"
        loading={change.busy === "decline"}
        aria-label={`Decline ${request.user.username}`}
        onClick={() => void change.run("decline", () => answer("declined"))}
      >
        Decline
      </Button>
    </li>
  );
}
