/** One frozen version: what identifies it, its files, how to verify and load it. */
import { useQuery } from "@tanstack/react-query";
import { Table } from "@mantine/core";
import { call } from "../../api/call";
import type { Dataset, DatasetVersion } from "../../api/shapes";
import { utcText } from "../../core/times";
import { useSession } from "../../ui/hooks";
import { ScrollRegion } from "../../ui/scroll_region";
import { Failure, Skeleton } from "../../ui/states";

export function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(1)} kB`;
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

interface VersionProps {
  dataset: Dataset;
  version: DatasetVersion;
}

export function VersionPanel({ dataset, version }: VersionProps) {
  const frozen = version.status === "frozen";
  return (
    <section
      className="panel"
      aria-label={`Version ${version.number}`}
      data-version={version.number}
      data-status={version.status}
    >
      <header>
        <h2>Version {version.number}</h2>
        <span className={frozen ? "badge" : "badge amber"}>{version.status}</span>
        {version.n_rows !== null && <span>{version.n_rows} rows</span>}
        <span className="muted">{version.frozen_at && utcText(version.frozen_at)}</span>
      </header>
      {version.content_id && (
        <p>
          <span className="muted">content</span>{" "}
          <code className="hash" data-testid="content-id">
            {version.content_id}
          </code>
        </p>
      )}
      {version.failure && <p role="alert">Freezing failed: {version.failure}</p>}
      {frozen && <Files dataset={dataset} version={version} />}
    </section>
  );
}

function Files({ dataset, version }: VersionProps) {
  const path = { dataset_id: dataset.id, number: version.number };
  const detail = useQuery({
    queryKey: ["version", dataset.id, version.number],
    queryFn: () => call("GET /api/datasets/{dataset_id}/versions/{number}", { path }),
    staleTime: Infinity,
  });
  const base = `/api/datasets/${dataset.id}/versions/${version.number}/files`;
  if (detail.isPending) return <Skeleton rows={2} height={28} />;
  if (detail.error) {
    return (
      <Failure
        what="The files could not be listed."
        error={detail.error}
        onRetry={() => void detail.refetch()}
      />
    );
  }
  return (
    <>
      <ScrollRegion label="Files">
        <Table verticalSpacing={3} aria-label="Files">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>File</Table.Th>
              <Table.Th>Size</Table.Th>
              <Table.Th>SHA-256</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {detail.data.files.map((file) => (
              <Table.Tr key={file.path}>
                <Table.Td>
                  <a href={`${base}/${file.path}`} download={file.path.split("/").at(-1)}>
                    {file.path}
                  </a>
                </Table.Td>
                <Table.Td>{sizeText(file.size)}</Table.Td>
                <Table.Td>
                  <code title={file.sha256}>{file.sha256.slice(0, 16)}…</code>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollRegion>
      <Snippet
        title="Check every byte of a downloaded folder"
        text={`skyportal-like dataset verify ${dataset.slug}-v${version.number}/`}
      />
      <Snippet
        title="Load the training rows"
        text={`import pandas\nrows = pandas.read_parquet("${dataset.slug}-v${version.number}/data/train")`}
      />
    </>
  );
}

function Snippet({ title, text }: { title: string; text: string }) {
  const session = useSession();
  const copy = () => {
    void navigator.clipboard?.writeText(text);
    session.toasts.show({ kind: "info", text: "Copied" }, 1500);
  };
  return (
    <>
      <h3 style={{ marginTop: 12 }}>{title}</h3>
      <pre className="snippet">
        {text}
        <button type="button" onClick={copy}>
          Copy
        </button>
      </pre>
    </>
  );
}
