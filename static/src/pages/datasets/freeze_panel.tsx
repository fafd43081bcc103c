/** Chooses a recipe, shows what it would give, and freezes it. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, NativeSelect, Table } from "@mantine/core";
import { useState } from "react";
import { describe } from "../../api/call";
import { freeze, readPreview } from "../../api/reads";
import type { Dataset, Preview } from "../../api/shapes";
import { taxonomiesQuery } from "../../queries";
import { useSession } from "../../ui/hooks";
import { ScrollRegion } from "../../ui/scroll_region";
import { firstChoice, POLICIES, recipeOf, VOTES, type RecipeChoice } from "./recipes";

export function FreezePanel({ dataset }: { dataset: Dataset }) {
  const session = useSession();
  const client = useQueryClient();
  const taxonomies = useQuery(taxonomiesQuery).data ?? [];
  // Only what was changed: the taxonomies may arrive after the first change.
  const [changed, setChanged] = useState<Partial<RecipeChoice>>({});
  const [preview, setPreview] = useState<Preview | null>(null);
  const [busy, setBusy] = useState<"preview" | "freeze" | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const choice = { ...firstChoice(taxonomies), ...changed };
  const change = (part: Partial<RecipeChoice>) => {
    setChanged({ ...changed, ...part });
    setPreview(null);
  };
  const act = async (what: "preview" | "freeze", run: () => Promise<void>) => {
    setBusy(what);
    setProblem(null);
    await run().catch((error: unknown) => setProblem(describe(error)));
    setBusy(null);
  };
  const recipe = recipeOf(choice);
  const look = () => act("preview", async () => setPreview(await readPreview(dataset.id, recipe)));
  const freezeNow = () =>
    act("freeze", async () => {
      const { version, status } = await freeze(dataset.id, recipe);
      const text =
        status === "frozen"
          ? `Version ${version} says the same already.`
          : `Freezing version ${version}`;
      session.toasts.show({ kind: "info", text });
      setPreview(null);
      await client.invalidateQueries({ queryKey: ["dataset", dataset.id] });
    });
  const refused = preview ? preview.refusals.length > 0 || preview.n_rows === 0 : true;
  return (
    <section className="panel" aria-label="Freeze">
      <header>
        <h2>Freeze a version</h2>
        <span className="muted">what the group has labelled, as of now</span>
      </header>
      <RecipeForm choice={choice} change={change} taxonomies={taxonomies} />
      <p className="buttons">
        <Button
          size="xs"
          variant="default"
          loading={busy === "preview"}
          disabled={choice.taxonomyId === 0}
          onClick={() => void look()}
          data-testid="preview"
        >
          Preview
        </Button>
        <Button
          size="xs"
          loading={busy === "freeze"}
          disabled={refused}
          onClick={() => void freezeNow()}
          data-testid="freeze"
        >
          Freeze {preview ? `${preview.n_rows} rows` : ""}
        </Button>
        {!preview && <span className="muted small">Preview first; nothing is written by it.</span>}
      </p>
      {problem && <p role="alert">{problem}</p>}
      {preview && <PreviewTables preview={preview} />}
    </section>
  );
}

interface RecipeFormProps {
  choice: RecipeChoice;
  change: (part: Partial<RecipeChoice>) => void;
  taxonomies: { id: number; name: string; version: string }[];
}

const options = (texts: Record<string, string>) =>
  Object.entries(texts).map(([value, label]) => ({ value, label }));

const SPLITS = [
  { value: "0.8/0.1", label: "80 / 10 / 10 %" },
  { value: "0.7/0.15", label: "70 / 15 / 15 %" },
  { value: "0.6/0.2", label: "60 / 20 / 20 %" },
  { value: "1/0", label: "no split" },
];

function RecipeForm({ choice, change, taxonomies }: RecipeFormProps) {
  return (
    <div className="cards">
      <NativeSelect
        label="Taxonomy"
        data={taxonomies.map(({ id, name, version }) => ({
          value: String(id),
          label: `${name} ${version}`,
        }))}
        value={String(choice.taxonomyId)}
        onChange={(event) => change({ taxonomyId: Number(event.target.value) })}
      />
      <NativeSelect
        label="An object's label is"
        data={options(POLICIES)}
        value={choice.policy}
        onChange={(event) => change({ policy: event.target.value as RecipeChoice["policy"] })}
      />
      <NativeSelect
        label="Votes of"
        data={options(VOTES)}
        value={choice.votes}
        onChange={(event) => change({ votes: event.target.value as RecipeChoice["votes"] })}
      />
      <NativeSelect
        label="Train / validation / test"
        data={SPLITS}
        value={`${choice.train}/${choice.validation}`}
        onChange={(event) => {
          const [train = 0.7, validation = 0.15] = event.target.value.split("/").map(Number);
          change({ train, validation });
        }}
      />
      <label className="check">
        <input
          type="checkbox"
          checked={choice.allowSmall}
          onChange={(event) => change({ allowSmall: event.target.checked })}
        />
        Allow classes too small for every split
      </label>
    </div>
  );
}

function PreviewTables({ preview }: { preview: Preview }) {
  const most = Math.max(1, ...Object.values(preview.classes));
  const columns = Object.keys(preview.first_rows[0] ?? {});
  return (
    <div data-testid="preview-result">
      {preview.refusals.map((text) => (
        <p key={text} className="strip amber finding" role="alert">
          Refused: {text}
        </p>
      ))}
      {preview.warnings.map((text) => (
        <p key={text} className="strip amber finding">
          {text}
        </p>
      ))}
      <p>
        <b>{preview.n_rows} rows</b>, {preview.disagreements} with labels that disagree,{" "}
        {preview.conflicts} of them undecided
      </p>
      {Object.entries(preview.classes).map(([name, count]) => (
        <div key={name} className="bar-row">
          <span className="ellipsis">{name}</span>
          <div className="bar" style={{ width: `${(100 * count) / most}%` }} />
          <span className="number">{count}</span>
        </div>
      ))}
      <p className="muted">
        {Object.entries(preview.splits)
          .map(([name, counts]) => {
            const rows = Object.values(counts).reduce((sum, count) => sum + count, 0);
            return `${name} ${rows}`;
          })
          .join(", ")}
      </p>
      <ScrollRegion label="First rows">
        <Table verticalSpacing={3} aria-label="First rows">
          <Table.Thead>
            <Table.Tr>
              {columns.map((column) => (
                <Table.Th key={column}>{column}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {preview.first_rows.slice(0, 10).map((row, index) => (
              <Table.Tr key={index}>
                {columns.map((column) => (
                  <Table.Td key={column}>{cell(row[column])}</Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollRegion>
    </div>
  );
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return "–";
  if (typeof value === "number") return String(Number(value.toPrecision(7)));
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
