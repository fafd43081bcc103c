/** The datasets of one's groups, and making a new one. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { call, describe } from "../../api/call";
import type { Dataset } from "../../api/shapes";
import { utcText } from "../../core/times";
import { datasetsQuery } from "../../queries";
import { Dialog, DialogHead } from "../../ui/dialog";
import { useHomeGroup } from "../../ui/home_group";
import { useTitle } from "../../ui/hooks";
import { Kit } from "../../ui/kit";
import { Empty, Failure, Skeleton } from "../../ui/states";

export function DatasetsPage() {
  useTitle("Datasets");
  const datasets = useQuery(datasetsQuery);
  const [making, setMaking] = useState(false);
  return (
    <Kit>
      <div className="page">
        <div className="page-head">
          <h1>Datasets</h1>
          <div className="controls">
            <Button size="xs" onClick={() => setMaking(true)} data-testid="new-dataset">
              New dataset
            </Button>
          </div>
        </div>
        {datasets.isPending && <Skeleton rows={3} height={110} />}
        {datasets.error && (
          <Failure
            what="The datasets could not be read."
            error={datasets.error}
            onRetry={() => void datasets.refetch()}
          />
        )}
        {datasets.data?.length === 0 && (
          <Empty text="No dataset yet. A dataset freezes what a group has labelled, for good." />
        )}
        <div className="cards">
          {datasets.data?.map((dataset) => (
            <DatasetCard key={dataset.id} dataset={dataset} />
          ))}
        </div>
      </div>
      {making && <NewDataset onClose={() => setMaking(false)} />}
    </Kit>
  );
}

function DatasetCard({ dataset }: { dataset: Dataset }) {
  const { shared } = useHomeGroup();
  const latest = dataset.versions.at(-1);
  return (
    <Link to="/datasets/$id" params={{ id: String(dataset.id) }} className="panel card-link">
      <h2>{dataset.name}</h2>
      <p className="muted">{dataset.description}</p>
      <p className="small">
        {shared?.find((group) => group.id === dataset.group_id)?.name} · {dataset.licence}
      </p>
      <p className="small">
        {latest ? (
          <>
            <span className="badge">
              version {latest.number}, {latest.status}
            </span>{" "}
            {latest.n_rows !== null && `${latest.n_rows} rows, `}
            {latest.frozen_at && utcText(latest.frozen_at)}
          </>
        ) : (
          <span className="muted">nothing frozen yet</span>
        )}
      </p>
    </Link>
  );
}

function NewDataset({ onClose }: { onClose: () => void }) {
  const { shared, home } = useHomeGroup();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [name, setName] = useState("");
  const [description, setDescription] = useState("");
  const [licence, setLicence] = useState("CC-BY-4.0");
  const [chosen, setChosen] = useState<number>();
  const [problem, setProblem] = useState<string | null>(null);
  const group = chosen ?? home?.id;
  const create = async (event: React.FormEvent) => {
    event.preventDefault();
    if (group === undefined || name.trim() === "") return;
    try {
      const body = { name: name.trim(), group_id: group, description: description.trim(), licence };
      const { id } = await call("POST /api/datasets", { body });
      await client.invalidateQueries({ queryKey: ["datasets"] });
      void navigate({ to: "/datasets/$id", params: { id: String(id) } });
    } catch (error) {
      setProblem(describe(error));
    }
  };
  return (
    <Dialog title="New dataset" onClose={onClose} testId="new-dataset-dialog">
      <DialogHead title="New dataset" onClose={onClose} />
      <form className="form" onSubmit={(event) => void create(event)}>
        <TextInput
          label="Name"
          required
          value={name}
          data-autofocus
          onChange={(event) => setName(event.target.value)}
        />
        <NativeSelect
          label="Group"
          data={(shared ?? []).map((one) => ({ value: String(one.id), label: one.name }))}
          value={String(group ?? "")}
          onChange={(event) => setChosen(Number(event.target.value))}
        />
        <Textarea
          label="Description"
          rows={3}
          value={description}
          onChange={(event) => setDescription(event.target.value)}
        />
        <TextInput
          label="Licence"
          value={licence}
          onChange={(event) => setLicence(event.target.value)}
        />
        {problem && <p role="alert">{problem}</p>}
        <p className="buttons">
          <Button type="submit" disabled={name.trim() === "" || group === undefined}>
            Create
          </Button>
          <span className="muted small">Members of the group will be able to read it.</span>
        </p>
      </form>
    </Dialog>
  );
}
