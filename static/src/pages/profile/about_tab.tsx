/** Name, affiliations and contact of the signed-in person. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { call } from "../../api/call";
import type { Profile } from "../../api/shapes";
import { profileQuery } from "../../queries";
import { Problem, useAct } from "../../ui/acts";
import { useSession } from "../../ui/hooks";
import { Failure, Skeleton } from "../../ui/states";
import { Avatar, nameOf } from "../../ui/user_menu";

export function AboutTab() {
  const profile = useQuery(profileQuery);
  if (profile.isPending) return <Skeleton rows={5} height={48} />;
  if (profile.error && !profile.data) {
    return (
      <Failure
        what="Your profile could not be read."
        error={profile.error}
        onRetry={() => void profile.refetch()}
      />
    );
  }
  const me = profile.data;
  return (
    <>
      <section className="panel" aria-label="Account">
        <div className="person">
          <Avatar name={nameOf(me)} size={44} />
          <span>
            <b>{nameOf(me)}</b> <span className="muted">{me.username}</span>
            <br />
            <span className="muted">{me.roles.join(", ") || "no role"}</span>
          </span>
        </div>
      </section>
      <Form me={me} />
      <section className="panel" aria-label="Rights">
        <h2>What you may do</h2>
        <p>
          {me.permissions.map((acl) => (
            <span key={acl} className="badge chip-space">
              {acl}
            </span>
          ))}
          {me.permissions.length === 0 && "Look at what your groups and streams allow."}
        </p>
      </section>
    </>
  );
}

const TEXTS = [
  { key: "first_name", label: "First name", complete: "given-name" },
  { key: "last_name", label: "Last name", complete: "family-name" },
  { key: "contact_email", label: "E-mail", complete: "email" },
  { key: "contact_phone", label: "Phone", complete: "tel" },
] as const;

const FIELDS = [...TEXTS.map(({ key }) => key), "affiliations", "bio"];

const draftOf = (me: Profile) => ({
  first_name: me.first_name ?? "",
  last_name: me.last_name ?? "",
  contact_email: me.contact_email ?? "",
  contact_phone: me.contact_phone ?? "",
  affiliations: (me.affiliations ?? []).join("\n"),
  bio: me.bio ?? "",
});

type Draft = ReturnType<typeof draftOf>;

/** Only what was changed; what is left empty is nothing. */
function bodyOf(draft: Draft, before: Draft) {
  const texts = Object.entries(draft)
    .filter(([key, value]) => key !== "affiliations" && value !== before[key as keyof Draft])
    .map(([key, value]) => [key, value.trim() || null]);
  const body: Record<string, unknown> = Object.fromEntries(texts);
  if (draft.affiliations !== before.affiliations) {
    const lines = draft.affiliations.split("\n").map((line) => line.trim());
    body.affiliations = lines.filter(Boolean);
  }
  return body;
}

function Form({ me }: { me: Profile }) {
  const client = useQueryClient();
  const { toasts } = useSession();
  const act = useAct();
  const before = draftOf(me);
  // Only what was typed, so that it is kept whatever comes from the server.
  const [typed, setTyped] = useState<Partial<Draft>>({});
  const draft = { ...before, ...typed };
  const body = bodyOf(draft, before);
  const change = (part: Partial<Draft>) => setTyped({ ...typed, ...part });
  const save = (event: React.FormEvent) => {
    event.preventDefault();
    void act.run("save", async () => {
      await call("PATCH /api/internal/profile", { body });
      await client.invalidateQueries({ queryKey: profileQuery.queryKey });
      setTyped({});
      toasts.show({ kind: "info", text: "Saved" }, 2000);
    });
  };
  return (
    <section className="panel" aria-label="About you">
      <h2>About you</h2>
      <form className="fields" onSubmit={save}>
        {TEXTS.map(({ key, label, complete }) => (
          <TextInput
            key={key}
            label={label}
            value={draft[key]}
            error={act.at(key)}
            autoComplete={complete}
            onChange={(event) => change({ [key]: event.target.value })}
          />
        ))}
        <Textarea
          className="wide"
          label="Affiliations"
          description="One a line"
          rows={2}
          value={draft.affiliations}
          error={act.at("affiliations")}
          onChange={(event) => change({ affiliations: event.target.value })}
        />
        <Textarea
          className="wide"
          label="About you"
          description="10 to 1000 letters, for your colleagues"
          rows={4}
          value={draft.bio}
          error={act.at("bio")}
          onChange={(event) => change({ bio: event.target.value })}
        />
        <p className="muted small wide">
          Your e-mail and phone are shown to members of your groups, their admins and those who
          manage users.
        </p>
        <Problem text={act.beside(...FIELDS)} />
        <p className="buttons wide">
          <Button
            type="submit"
            size="xs"
            disabled={Object.keys(body).length === 0}
            loading={act.busy !== null}
          >
            Save
          </Button>
        </p>
      </form>
    </section>
  );
}
