/** One dataset: preview a recipe, freeze it, and the versions frozen so far. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Progress } from "@mantine/core";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { ApiError } from "../../api/call";
import type { Dataset } from "../../api/shapes";
import { datasetQuery } from "../../queries";
import { useHomeGroup } from "../../ui/home_group";
import { useSession, useTitle } from "../../ui/hooks";
import { Kit } from "../../ui/kit";
import { Failure, Skeleton } from "../../ui/states";
import { FreezePanel } from "./freeze_panel";
import { VersionPanel } from "./version_panel";

const route = getRouteApi("/inside/datasets/$id");

export function DatasetPage() {
  const id = Number(route.useParams().id);
  const dataset = useQuery(datasetQuery(id));
  useTitle(dataset.data?.name ?? "Dataset");
  const hidden = dataset.error instanceof ApiError && dataset.error.code === "not_found";
  return (
    <Kit>
      <div className="page">
        <p className="crumbs">
          <Link to="/datasets">Datasets</Link>
        </p>
        {dataset.isPending && <Skeleton rows={3} height={140} />}
        {dataset.error && !dataset.data && (
          <Failure
            whole
            what={hidden ? "There is no such dataset for you." : "The dataset could not be read."}
            error={dataset.error}
            onRetry={() => void dataset.refetch()}
          />
        )}
        {dataset.data && <Whole dataset={dataset.data} />}
      </div>
    </Kit>
  );
}

interface Advance {
  version: number;
  step: string;
  done: number;
  total: number;
}

/** How far a freeze of this dataset is, as the feed tells it. */
function useAdvance(id: number): Advance | null {
  const session = useSession();
  const client = useQueryClient();
  const [advance, setAdvance] = useState<Advance | null>(null);
  useEffect(
    () =>
      session.feed.hear(({ type, data }) => {
        if (Number(data.dataset_id) !== id) return;
        if (type === "dataset.frozen") setAdvance(null);
        if (type !== "dataset.progress") return;
        const step = String(data.step ?? "");
        if (step === "failed") {
          setAdvance(null);
          void client.invalidateQueries({ queryKey: ["dataset", id] });
          return;
        }
        const [version, done, total] = [data.version, data.done, data.total].map(Number);
        setAdvance({ version: version ?? 0, step, done: done ?? 0, total: total ?? 0 });
      }),
    [session, client, id],
  );
  return advance;
}

function Whole({ dataset }: { dataset: Dataset }) {
  const { shared } = useHomeGroup();
  const advance = useAdvance(dataset.id);
  const versions = [...dataset.versions].sort((a, b) => b.number - a.number);
  return (
    <>
      <div className="page-head">
        <h1>{dataset.name}</h1>
        <span className="muted">
          {shared?.find((group) => group.id === dataset.group_id)?.name}
          {dataset.licence && ` · ${dataset.licence}`}
        </span>
      </div>
      {dataset.description && <p>{dataset.description}</p>}
      {advance && <Advancing advance={advance} />}
      <FreezePanel dataset={dataset} />
      {versions.map((version) => (
        <VersionPanel key={version.number} dataset={dataset} version={version} />
      ))}
    </>
  );
}

function Advancing({ advance }: { advance: Advance }) {
  const part = advance.total > 0 ? (100 * advance.done) / advance.total : 100;
  return (
    <section className="panel" aria-label="Freezing" data-testid="freezing">
      <p role="status">
        Freezing version {advance.version}: {advance.step}, {advance.done} of {advance.total}
      </p>
      <Progress value={part} animated aria-label="Progress of the freeze" />
    </section>
  );
}
