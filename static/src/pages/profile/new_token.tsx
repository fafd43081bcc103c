/** Makes a token: what it may do, in which groups, and how long. */
import { useQuery } from "@tanstack/react-query";
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import { call } from "../../api/call";
import { naive } from "../../core/times";
import { groupsQuery } from "../../queries";
import { Problem, useAct } from "../../ui/acts";
import { Checks } from "../../ui/checks";
import { Dialog, DialogHead } from "../../ui/dialog";
import { useSession } from "../../ui/hooks";
import type { Secret } from "./secret_dialog";

const DAY = 86_400_000;
const ENDS = [
  { value: "7", label: "7 days" },
  { value: "30", label: "30 days" },
  { value: "90", label: "90 days" },
  { value: "365", label: "a year" },
  { value: "", label: "no end" },
];

interface NewTokenProps {
  onClose: () => void;
  onMade: (secret: Secret) => void;
}

export function NewToken({ onClose, onMade }: NewTokenProps) {
  const { me } = useSession();
  const act = useAct();
  const groups = useQuery(groupsQuery).data?.user_groups ?? [];
  const [name, setName] = useState("");
  const [acls, setAcls] = useState<string[]>([]);
  const [groupIds, setGroupIds] = useState<number[]>([]);
  const [days, setDays] = useState("90");
  const make = (event: React.FormEvent) => {
    event.preventDefault();
    void act.run("make", async () => {
      const body = {
        name: name.trim(),
        acls,
        group_ids: groupIds.length > 0 ? groupIds : null,
        expires_at: days === "" ? null : naive(new Date(Date.now() + Number(days) * DAY)),
      };
      const { token_id } = await call("POST /api/internal/tokens", { body });
      onMade({ name: body.name, text: token_id, rotated: false });
    });
  };
  return (
    <Dialog title="New token" onClose={onClose} testId="new-token-dialog">
      <DialogHead title="New token" onClose={onClose} />
      <form className="form" onSubmit={make}>
        <TextInput
          label="Name"
          description="What the script is for"
          required
          value={name}
          error={act.at("name")}
          data-autofocus
          onChange={(event) => setName(event.target.value)}
        />
        <Checks
          legend="It may"
          note="Without any it may only look."
          choices={me.permissions.map((acl) => ({ key: acl, title: acl }))}
          chosen={acls}
          onChange={setAcls}
          error={act.at("acls")}
        />
        <Checks
          legend="In groups"
          note="Without any it reaches all your groups."
          choices={groups.map((group) => ({ key: group.id, title: group.name }))}
          chosen={groupIds}
          onChange={setGroupIds}
          error={act.at("group_ids")}
        />
        <NativeSelect
          label="It works for"
          data={ENDS}
          value={days}
          error={act.at("expires_at")}
          onChange={(event) => setDays(event.target.value)}
        />
        <Problem text={act.beside("name", "acls", "group_ids", "expires_at")} />
        <p className="buttons">
          <Button type="submit" disabled={!name.trim()} loading={act.busy !== null}>
            Make the token
          </Button>
        </p>
      </form>
    </Dialog>
  );
}
