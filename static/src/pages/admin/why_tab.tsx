/** Why may somebody (not) do something: the answer, the rule that decided, and all the steps. */
import { useQuery } from "@tanstack/react-query";
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import { call } from "../../api/call";
import type { Explanation } from "../../api/shapes";
import { verdict } from "../../core/explanations";
import { Problem, beside, faults } from "../../ui/acts";
import { Answer } from "../../ui/answer";
import { CopyButton } from "../../ui/copy_button";
import { PersonField } from "../../ui/person_field";
import { Failure, Skeleton } from "../../ui/states";
import type { Question } from "./searches";
import { StepTree } from "./step_tree";

const kindsQuery = {
  queryKey: ["kinds"],
  queryFn: () => call("GET /api/access/kinds"),
  staleTime: Infinity,
};

const FIELDS = ["actor", "kind", "action", "id", "acl"];

interface WhyProps {
  asked: Question;
  onAsk: (question: Question) => void;
}

export function WhyTab({ asked, onAsk }: WhyProps) {
  const { actor, kind, action, id, acl } = asked;
  const whole = Boolean(actor && kind && action && id);
  const answer = useQuery({
    queryKey: ["explanation", actor, kind, action, id, acl],
    queryFn: () => call("GET /api/access/explain", { query: { actor, kind, action, id, acl } }),
    enabled: whole,
    staleTime: 0,
    retry: false,
  });
  const wrong = faults(answer.error);
  const problem = beside(answer.error, FIELDS);
  return (
    <>
      <section className="panel" aria-label="Question">
        <h2>Why may somebody do something, or why not?</h2>
        <QuestionForm
          key={JSON.stringify(asked)}
          asked={asked}
          onAsk={onAsk}
          wrong={wrong}
          busy={answer.isFetching}
          onAgain={() => void answer.refetch()}
        />
        <Problem text={problem} />
      </section>
      {whole && answer.isPending && <Skeleton rows={4} height={32} />}
      {answer.data && !answer.error && <Answered explanation={answer.data} />}
    </>
  );
}

interface FormProps extends WhyProps {
  wrong: Record<string, string>;
  busy: boolean;
  /** The same is asked once more. */
  onAgain: () => void;
}

function QuestionForm({ asked, onAsk, wrong, busy, onAgain }: FormProps) {
  const kinds = useQuery(kindsQuery);
  const [draft, setDraft] = useState<Question>(asked);
  if (kinds.isPending) return <Skeleton rows={2} height={44} />;
  if (kinds.error) {
    return (
      <Failure
        what="What can be asked could not be read."
        error={kinds.error}
        onRetry={() => void kinds.refetch()}
      />
    );
  }
  const names = Object.keys(kinds.data.kinds);
  const kind = draft.kind ?? (names.includes("Obj") ? "Obj" : names[0]) ?? "";
  const known = kinds.data.kinds[kind] ?? [];
  const action = draft.action ?? known[0] ?? "";
  // An address may ask for an act that no rule names: the answer to it is no.
  const acts = known.includes(action) ? known : [...known, action];
  const change = (part: Question) => setDraft({ ...draft, ...part });
  const { actor, id, acl } = draft;
  const question: Question = { actor: actor?.trim(), kind, action, id: id?.trim(), acl };
  const ready = Boolean(question.actor && question.id);
  const ask = (event: React.FormEvent) => {
    event.preventDefault();
    if (!ready) return;
    if (JSON.stringify(asked) === JSON.stringify(question)) onAgain();
    else onAsk(question);
  };
  return (
    <form className="fields" onSubmit={ask}>
      <PersonField
        label="Who"
        value={draft.actor ?? ""}
        onType={(text) => change({ actor: text })}
        error={wrong.actor}
      />
      <NativeSelect
        label="may"
        data={acts}
        value={action}
        error={wrong.action}
        onChange={(event) => change({ action: event.target.value })}
      />
      <NativeSelect
        label="this kind of row"
        data={names}
        value={kind}
        error={wrong.kind}
        onChange={(event) => change({ kind: event.target.value, action: undefined })}
      />
      <TextInput
        label={kind === "Obj" ? "Name of the object" : "Number of the row"}
        value={draft.id ?? ""}
        error={wrong.id}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => change({ id: event.target.value })}
      />
      <NativeSelect
        label="and holds the ACL (optional)"
        data={[{ value: "", label: "any" }, ...kinds.data.acls]}
        value={draft.acl ?? ""}
        error={wrong.acl}
        onChange={(event) => change({ acl: event.target.value || undefined })}
      />
      <p className="buttons">
        <Button type="submit" size="xs" disabled={!ready} loading={busy} data-testid="ask">
          Explain
        </Button>
      </p>
    </form>
  );
}

function Answered({ explanation }: { explanation: Explanation }) {
  const { allowed, decided_by, complete, steps } = explanation;
  return (
    <section className="panel" aria-label="Answer" data-testid="explanation">
      <div role="status">
        <h2 className={allowed ? "verdict" : "verdict no"} data-testid="verdict">
          <Answer yes={allowed} />
          {verdict(explanation)}
        </h2>
      </div>
      <p data-testid="decided-by">
        <span className="muted">Decided by the rule:</span> <b>{decided_by}</b>
      </p>
      {!complete && (
        <p className="muted">Only what the groups that you administer decide was looked at.</p>
      )}
      <h3>Steps</h3>
      <StepTree top={steps} decidedBy={decided_by} />
      <p className="buttons">
        <CopyButton text={location.href} label="Copy a link to this answer" />
      </p>
    </section>
  );
}
