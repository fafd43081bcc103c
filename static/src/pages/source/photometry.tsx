/** The photometry of an object: plot or table, magnitudes or fluxes, MJD or dates. */
import { useQuery } from "@tanstack/react-query";
import { SegmentedControl, Table } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import type { PhotometryPoint } from "../../api/shapes";
import { bandStyle, byColour, MARKERS } from "../../core/bands";
import { dark } from "../../core/themes";
import { dateOf } from "../../core/times";
import { photometryQuery } from "../../queries";
import { useSignal } from "../../ui/hooks";
import { Failure, Skeleton } from "../../ui/states";
import { PhotometryPlot } from "./photometry_plot";

const route = getRouteApi("/inside/source/$id");

const byTime = (a: PhotometryPoint, b: PhotometryPoint) => a.mjd - b.mjd;

export function Photometry({ id }: { id: string }) {
  const photometry = useQuery(photometryQuery(id));
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const points = useMemo(() => [...(photometry.data ?? [])].sort(byTime), [photometry.data]);
  const bands = useMemo(
    () => [...new Set(points.map((point) => point.filter))].sort(byColour),
    [points],
  );
  const shown = useMemo(
    () => points.filter((point) => !hidden.has(point.filter)),
    [points, hidden],
  );
  const set = (change: typeof search) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  return (
    <section className="panel" aria-label="Photometry" data-testid="photometry">
      <header>
        <h2>Photometry</h2>
        <Bands bands={bands} hidden={hidden} onChange={setHidden} />
        <span className="spread" />
        <SegmentedControl
          size="xs"
          aria-label="Scale"
          data={["mag", "flux"]}
          value={search.scale ?? "mag"}
          onChange={(scale) => set({ scale: scale === "flux" ? "flux" : undefined })}
        />
        <SegmentedControl
          size="xs"
          aria-label="Time"
          data={["MJD", "UTC"]}
          value={search.time === "utc" ? "UTC" : "MJD"}
          onChange={(time) => set({ time: time === "UTC" ? "utc" : undefined })}
        />
        <SegmentedControl
          size="xs"
          aria-label="Show as"
          data={["plot", "table"]}
          value={search.view ?? "plot"}
          onChange={(view) => set({ view: view === "table" ? "table" : undefined })}
        />
      </header>
      {photometry.isPending && <Skeleton rows={1} height={360} />}
      {photometry.error && (
        <Failure
          what="The photometry could not be read."
          error={photometry.error}
          onRetry={() => void photometry.refetch()}
        />
      )}
      {photometry.data?.length === 0 && <p className="muted">No photometry.</p>}
      {points.length > 0 &&
        (search.view === "table" ? (
          <PhotometryTable points={shown} />
        ) : (
          <PhotometryPlot
            points={shown}
            flux={search.scale === "flux"}
            utc={search.time === "utc"}
          />
        ))}
    </section>
  );
}

interface BandsProps {
  bands: string[];
  hidden: ReadonlySet<string>;
  onChange: (hidden: ReadonlySet<string>) => void;
}

function Bands({ bands, hidden, onChange }: BandsProps) {
  const isDark = useSignal(dark);
  return (
    <div className="band-toggles" role="group" aria-label="Bands">
      {bands.map((band) => {
        const style = bandStyle(band);
        return (
          <button
            key={band}
            type="button"
            aria-pressed={!hidden.has(band)}
            onClick={() => {
              const next = new Set(hidden);
              if (!next.delete(band)) next.add(band);
              onChange(next);
            }}
          >
            <span aria-hidden="true" style={{ color: isDark ? style.dark : style.light }}>
              {MARKERS[style.shape]}
            </span>
            {band}
          </button>
        );
      })}
    </div>
  );
}

function PhotometryTable({ points }: { points: PhotometryPoint[] }) {
  const number = (value: number | null | undefined, digits: number) =>
    value === null || value === undefined ? "" : value.toFixed(digits);
  return (
    // A region that scrolls must be reachable with the keyboard.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="photometry-table" tabIndex={0} role="region" aria-label="Photometry as a table">
      <Table stickyHeader verticalSpacing={2}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>MJD</Table.Th>
            <Table.Th>UTC</Table.Th>
            <Table.Th>Band</Table.Th>
            <Table.Th>Mag</Table.Th>
            <Table.Th>Error</Table.Th>
            <Table.Th>Limit</Table.Th>
            <Table.Th>Instrument</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {points.map((point) => (
            <Table.Tr key={point.id}>
              <Table.Td>{point.mjd.toFixed(5)}</Table.Td>
              <Table.Td>{dateOf(point.mjd).toISOString().slice(0, 16).replace("T", " ")}</Table.Td>
              <Table.Td>{point.filter}</Table.Td>
              <Table.Td>{number(point.mag, 3)}</Table.Td>
              <Table.Td>{number(point.magerr, 3)}</Table.Td>
              <Table.Td>{number(point.limiting_mag, 2)}</Table.Td>
              <Table.Td>{point.instrument_name}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
