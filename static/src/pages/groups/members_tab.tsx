/** Who is in a group and what they may do in it; its admins add, change and remove. */
import { Button, Table } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { call } from "../../api/call";
import { findPerson } from "../../api/reads";
import type { GroupDetail } from "../../api/shapes";
import { Problem } from "../../ui/acts";
import { Answer } from "../../ui/answer";
import { useSession } from "../../ui/hooks";
import { PersonField } from "../../ui/person_field";
import { PersonName } from "../../ui/person_name";
import { ScrollRegion } from "../../ui/scroll_region";
import { useChange } from "./changing";

export interface GroupTabProps {
  group: GroupDetail;
  /** Whether the signed-in person may change it. */
  manages: boolean;
}

type Member = NonNullable<GroupDetail["users"]>[number];

const FLAGS = [
  { key: "admin", sent: "admin", title: "Admin" },
  { key: "can_save", sent: "canSave", title: "Can save" },
  { key: "can_share_photometry", sent: "canSharePhotometry", title: "Can share" },
] as const;

export function MembersTab({ group, manages }: GroupTabProps) {
  const change = useChange();
  const members = group.users ?? [];
  const edits = manages && !group.single_user_group;
  return (
    <>
      {edits && <AddMember group={group} />}
      <section className="panel" aria-label="Members">
        <header>
          <h2>Members</h2>
          <span className="muted">{members.length}</span>
        </header>
        <Problem text={change.beside()} />
        <ScrollRegion label="Members">
          <Table className="stacked" aria-label="Members">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Name</Table.Th>
                {FLAGS.map(({ key, title }) => (
                  <Table.Th key={key}>{title}</Table.Th>
                ))}
                <Table.Th>
                  <span className="visually-hidden">Leave or remove</span>
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {members.map((member) => (
                <MemberRow
                  key={member.id}
                  group={group}
                  member={member}
                  edits={edits}
                  change={change}
                />
              ))}
            </Table.Tbody>
          </Table>
        </ScrollRegion>
      </section>
    </>
  );
}

interface RowProps {
  group: GroupDetail;
  member: Member;
  edits: boolean;
  change: ReturnType<typeof useChange>;
}

function MemberRow({ group, member, edits, change }: RowProps) {
  const { me } = useSession();
  const navigate = useNavigate();
  const own = member.id === me.id;
  const busy = change.busy === String(member.id);
  const path = { group_id: group.id };
  const set = (sent: string, to: boolean) =>
    change.run(String(member.id), () =>
      call("PATCH /api/groups/{group_id}/users", { path, body: { userID: member.id, [sent]: to } }),
    );
  const remove = async () => {
    const gone = await change.run(String(member.id), () =>
      call("DELETE /api/groups/{group_id}/users/{user_id}", {
        path: { ...path, user_id: member.id },
      }),
    );
    if (gone && own) void navigate({ to: "/groups" });
  };
  const mayGo = !group.single_user_group && (edits || own);
  return (
    <Table.Tr data-member={member.username} aria-busy={busy}>
      <Table.Th scope="row">
        <PersonName person={member}>{own && <span className="badge">you</span>}</PersonName>
      </Table.Th>
      {FLAGS.map(({ key, sent, title }) => (
        <Table.Td key={key} data-label={title}>
          {edits ? (
            <label className="check">
              <input
                type="checkbox"
                checked={member[key]}
                disabled={busy}
                aria-label={`${member.username}: ${title}`}
                onChange={(event) => void set(sent, event.target.checked)}
              />
              <span aria-hidden="true">{member[key] ? "yes" : "no"}</span>
            </label>
          ) : (
            <Answer yes={member[key]} calm />
          )}
        </Table.Td>
      ))}
      <Table.Td>
        {mayGo && (
          <button
            type="button"
            disabled={busy}
            aria-label={own ? "Leave the group" : `Remove ${member.username}`}
            onClick={() => void remove()}
          >
            {own ? "Leave" : "Remove"}
          </button>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

const NEW = { admin: false, canSave: true, canSharePhotometry: false };

function AddMember({ group }: { group: GroupDetail }) {
  const change = useChange();
  const { toasts } = useSession();
  const [username, setUsername] = useState("");
  const [rights, setRights] = useState(NEW);
  const add = async (event: React.FormEvent) => {
    event.preventDefault();
    const added = await change.run("add", async () => {
      const { id } = await findPerson(username, "userID");
      await call("POST /api/groups/{group_id}/users", {
        path: { group_id: group.id },
        body: { userID: id, ...rights },
      });
    });
    if (!added) return;
    toasts.show({ kind: "info", text: `${username.trim()} is a member now.` });
    setUsername("");
    setRights(NEW);
  };
  return (
    <section className="panel" aria-label="Add a member">
      <h2>Add a member</h2>
      <form className="fields" onSubmit={(event) => void add(event)}>
        <PersonField
          label="Username"
          value={username}
          onType={setUsername}
          error={change.at("userID")}
          without={group.users?.map((user) => user.id)}
        />
        <fieldset className="checks wide">
          <legend>May</legend>
          {FLAGS.map(({ sent, title }) => (
            <label key={sent} className="check">
              <input
                type="checkbox"
                checked={rights[sent]}
                onChange={(event) => setRights({ ...rights, [sent]: event.target.checked })}
              />
              {title}
            </label>
          ))}
        </fieldset>
        <Problem text={change.beside("userID")} />
        <p className="buttons wide">
          <Button
            type="submit"
            size="xs"
            disabled={username.trim() === ""}
            loading={change.busy !== null}
          >
            Add
          </Button>
        </p>
      </form>
    </section>
  );
}
