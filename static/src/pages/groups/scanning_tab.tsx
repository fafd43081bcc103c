/** How a group scans: its class keys, what rejecting means, whether deciding moves on. */
import { useQuery } from "@tanstack/react-query";
import { readPalette } from "../../api/reads";
import { Failure, Skeleton } from "../../ui/states";

export function ScanningTab({ id }: { id: number }) {
  const palette = useQuery({
    queryKey: ["group", id, "palette"],
    queryFn: () => readPalette(id),
  });
  const rejects = palette.data?.reject_scope === "group" ? "for the whole group" : "for yourself";
  return (
    <section className="panel" aria-label="Scanning">
      <h2>Class keys</h2>
      {palette.isPending && <Skeleton rows={4} height={24} />}
      {palette.error && (
        <Failure
          what="The class keys could not be read."
          error={palette.error}
          onRetry={() => void palette.refetch()}
        />
      )}
      {palette.data?.classes.length === 0 && <p className="muted">No class key.</p>}
      <ul className="list">
        {palette.data?.classes.map((one) => (
          <li key={one.key}>
            <kbd>{one.key}</kbd> {one.label ?? one.classification}
          </li>
        ))}
      </ul>
      {palette.data && (
        <p className="muted small">
          Rejecting counts {rejects}. A decision{" "}
          {palette.data.auto_advance ? "moves on by itself" : "stays on the object"}.
        </p>
      )}
    </section>
  );
}
