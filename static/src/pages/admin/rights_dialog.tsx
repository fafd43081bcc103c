/** Roles and ACLs of a person, with what a change comes to before it is made. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "@mantine/core";
import { useState } from "react";
import { call } from "../../api/call";
import type { AclName, ListedPerson, RoleName } from "../../api/shapes";
import { difference, differenceText } from "../../core/changes";
import { mayGive, outcome, type Holding, type RoleOffer } from "../../core/rights";
import { Problem, useAct } from "../../ui/acts";
import { Checks } from "../../ui/checks";
import { Dialog, DialogHead } from "../../ui/dialog";
import { useSession } from "../../ui/hooks";
import { Failure, Skeleton } from "../../ui/states";

interface RightsProps {
  person: ListedPerson;
  onClose: () => void;
}

const offersQuery = {
  queryKey: ["rights"],
  queryFn: async () => {
    const [roles, acls] = await Promise.all([call("GET /api/roles"), call("GET /api/acls")]);
    return { roles, acls };
  },
  staleTime: Infinity,
};

export function RightsDialog({ person, onClose }: RightsProps) {
  const offers = useQuery(offersQuery);
  const title = `Rights of ${person.username}`;
  return (
    <Dialog title={title} onClose={onClose} testId="rights">
      <DialogHead title={title} onClose={onClose} />
      {offers.isPending && <Skeleton rows={6} height={24} />}
      {offers.error && (
        <Failure
          what="Roles and ACLs could not be read."
          error={offers.error}
          onRetry={() => void offers.refetch()}
        />
      )}
      {offers.data && <RightsForm person={person} onClose={onClose} offers={offers.data} />}
    </Dialog>
  );
}

type Side = keyof ReturnType<typeof difference>;

/** Give and take until somebody holds this; each of it is an act of its own. */
async function bring(userId: number, before: Holding, after: Holding): Promise<void> {
  const roles = difference(before.roles, after.roles) as Record<Side, RoleName[]>;
  const acls = difference(before.acls, after.acls) as Record<Side, AclName[]>;
  const path = { user_id: userId };
  if (roles.gains.length > 0) {
    const body = { roleIds: roles.gains };
    await call("POST /api/user/{user_id}/roles", { path, body });
  }
  if (acls.gains.length > 0) {
    const body = { aclIds: acls.gains };
    await call("POST /api/user/{user_id}/acls", { path, body });
  }
  for (const role of roles.loses) {
    await call("DELETE /api/user/{user_id}/roles/{role}", { path: { ...path, role } });
  }
  for (const acl of acls.loses) {
    await call("DELETE /api/user/{user_id}/acls/{acl}", { path: { ...path, acl } });
  }
}

interface FormProps extends RightsProps {
  offers: { roles: RoleOffer[]; acls: string[] };
}

function RightsForm({ person, onClose, offers }: FormProps) {
  const { me, toasts } = useSession();
  const client = useQueryClient();
  const act = useAct();
  const before: Holding = { roles: person.roles, acls: person.acls };
  const [after, setAfter] = useState<Holding>(before);
  const changed = [difference(before.roles, after.roles), difference(before.acls, after.acls)];
  const same = changed.every(({ gains, loses }) => gains.length + loses.length === 0);
  const save = (event: React.FormEvent) => {
    event.preventDefault();
    void act.run("save", async () => {
      try {
        await bring(person.id, before, after);
      } finally {
        await client.invalidateQueries({ queryKey: ["people"] });
      }
      toasts.show({ kind: "info", text: `The rights of ${person.username} are changed.` });
      onClose();
    });
  };
  // What one does not hold oneself one can neither give nor take.
  const closed = (acls: string[]) => !mayGive(me.permissions, acls);
  return (
    <form className="form" onSubmit={save}>
      <Checks
        legend="Roles"
        choices={offers.roles.map(({ id, acls }) => ({ key: id, title: id, closed: closed(acls) }))}
        chosen={after.roles}
        onChange={(roles) => setAfter({ ...after, roles })}
      />
      <Checks
        legend="ACLs beside the roles"
        choices={offers.acls.map((acl) => ({ key: acl, title: acl, closed: closed([acl]) }))}
        chosen={after.acls}
        onChange={(acls) => setAfter({ ...after, acls })}
      />
      <p role="status" data-testid="difference">
        {same
          ? "Nothing is changed yet."
          : differenceText(person.username, outcome(before, after, offers.roles))}
      </p>
      <Problem text={act.beside()} />
      <p className="buttons">
        <Button type="submit" disabled={same} loading={act.busy !== null}>
          Save
        </Button>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
      </p>
    </form>
  );
}
