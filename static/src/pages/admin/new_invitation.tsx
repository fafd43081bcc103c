/** Asks somebody in by e-mail: as what, into which groups, until when. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import { call } from "../../api/call";
import { groupsQuery } from "../../queries";
import { Problem, useAct } from "../../ui/acts";
import { CopyButton } from "../../ui/copy_button";
import { useSession } from "../../ui/hooks";

const FLAGS = [
  { key: "admin", title: "admin" },
  { key: "save", title: "can save" },
  { key: "share", title: "can share" },
] as const;

type Flags = Record<(typeof FLAGS)[number]["key"], boolean>;

const FIRST: Flags = { admin: false, save: true, share: false };
const FIELDS = ["userEmail", "role", "groupIDs", "userExpirationDate"];
const ROLES = ["Full user", "View only"] as const;

/** An invitation as the API takes it: the flags stand beside the groups, one each. */
export function invitationBody(chosen: ReadonlyMap<number, Flags>) {
  const flags = [...chosen.values()];
  return {
    groupIDs: [...chosen.keys()],
    groupAdmin: flags.map((one) => one.admin),
    canSave: flags.map((one) => one.save),
    canSharePhotometry: flags.map((one) => one.share),
  };
}

export function NewInvitation() {
  const client = useQueryClient();
  const { toasts } = useSession();
  const act = useAct();
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<(typeof ROLES)[number]>("Full user");
  const [until, setUntil] = useState("");
  const [chosen, setChosen] = useState<ReadonlyMap<number, Flags>>(new Map());
  const [link, setLink] = useState<{ email: string; url: string } | null>(null);
  const invite = (event: React.FormEvent) => {
    event.preventDefault();
    void act.run("invite", async () => {
      const body = {
        userEmail: email.trim(),
        role,
        ...invitationBody(chosen),
        userExpirationDate: until === "" ? null : `${until}T00:00:00`,
      };
      const { url } = await call("POST /api/invitations", { body });
      setLink(url ? { email: body.userEmail, url } : null);
      if (!url) toasts.show({ kind: "info", text: `The invitation goes to ${body.userEmail}.` });
      setEmail("");
      setChosen(new Map());
      await client.invalidateQueries({ queryKey: ["invitations"] });
    });
  };
  return (
    <section className="panel" aria-label="Invite">
      <h2>Invite somebody</h2>
      <form className="fields" onSubmit={invite}>
        <TextInput
          label="E-mail"
          type="email"
          required
          value={email}
          error={act.at("userEmail")}
          autoComplete="off"
          onChange={(event) => setEmail(event.target.value)}
        />
        <NativeSelect
          label="As"
          data={[...ROLES]}
          value={role}
          error={act.at("role")}
          onChange={(event) => setRole(event.target.value as (typeof ROLES)[number])}
        />
        <TextInput
          type="date"
          label="Their account ends on (optional)"
          value={until}
          error={act.at("userExpirationDate")}
          onChange={(event) => setUntil(event.target.value)}
        />
        <GroupChoice chosen={chosen} onChange={setChosen} error={act.at("groupIDs")} />
        <Problem text={act.beside(...FIELDS)} />
        <p className="buttons wide">
          <Button type="submit" size="xs" disabled={!email.trim()} loading={act.busy !== null}>
            Invite
          </Button>
        </p>
      </form>
      {link && (
        <div className="secret" role="status" data-testid="invitation-link">
          <span>
            No mail is sent from here. Pass this link on to {link.email}; it is shown this once:
          </span>
          <code>{link.url}</code>
          <CopyButton text={link.url} />
        </div>
      )}
    </section>
  );
}

interface ChoiceProps {
  chosen: ReadonlyMap<number, Flags>;
  onChange: (chosen: ReadonlyMap<number, Flags>) => void;
  error?: string;
}

function GroupChoice({ chosen, onChange, error }: ChoiceProps) {
  const groups = useQuery(groupsQuery).data?.user_accessible_groups ?? [];
  const offered = groups.filter((group) => !group.single_user_group && !group.archived_at);
  const put = (id: number, flags: Flags | null) => {
    const next = new Map(chosen);
    if (flags) next.set(id, flags);
    else next.delete(id);
    onChange(next);
  };
  if (offered.length === 0) return null;
  return (
    <fieldset className="checks wide">
      <legend>Into groups</legend>
      {offered.map(({ id, name }) => {
        const flags = chosen.get(id);
        return (
          <div key={id}>
            <label className="check">
              <input
                type="checkbox"
                checked={flags !== undefined}
                onChange={(event) => put(id, event.target.checked ? FIRST : null)}
              />
              {name}
            </label>
            {flags &&
              FLAGS.map(({ key, title }) => (
                <label key={key} className="check inner">
                  <input
                    type="checkbox"
                    aria-label={`${name}: ${title}`}
                    checked={flags[key]}
                    onChange={(event) => put(id, { ...flags, [key]: event.target.checked })}
                  />
                  {title}
                </label>
              ))}
          </div>
        );
      })}
      <Problem text={error ?? null} />
    </fieldset>
  );
}
