/** Rows of the sources table: virtual, with live classes and saves. */
import { Link } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { memo, useEffect, useLayoutEffect, useRef } from "react";
import type { Source, Thumbnail } from "../../api/shapes";
import { positionText } from "../../core/coordinates";
import { stateOfSource } from "../../core/states";
import { agoText, instant } from "../../core/times";
import { useEntity, usePhone, useSession } from "../../ui/hooks";
import { LabelChips, Simulated } from "../scan/facts";

const ORDER = ["new", "ref", "sub"];

interface RowsProps {
  rows: Source[];
  total: number;
  cursor: number;
  onCursor: (index: number) => void;
  onEnd: () => void;
}

export function SourceRows({ rows, total, cursor, onCursor, onEnd }: RowsProps) {
  const session = useSession();
  const phone = usePhone();
  const box = useRef<HTMLDivElement>(null);
  const height = phone ? 84 : 56;
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => height,
    overscan: 6,
  });
  const items = list.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    for (const source of rows) {
      const known = session.decisions.ground(source.id);
      session.decisions.told(source.id, stateOfSource(source, known));
    }
  }, [session, rows]);
  useEffect(() => {
    if (last >= rows.length - 20) onEnd();
  }, [last, rows.length]); // eslint-disable-line react-hooks/exhaustive-deps
  useLayoutEffect(() => {
    list.scrollToIndex(cursor, { align: "auto" });
  }, [list, cursor]);
  return (
    <div className="source-table" role="table" aria-label="Sources" aria-rowcount={total + 1}>
      <div className="source-row head" role="row" aria-rowindex={1}>
        <span role="columnheader">Images</span>
        <span role="columnheader">Name</span>
        <span role="columnheader">Classes</span>
        <span role="columnheader">z</span>
        <span role="columnheader">Position</span>
        <span role="columnheader">Saved</span>
      </div>
      {/* A region that scrolls must be reachable with the keyboard. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="source-scroll" ref={box} role="rowgroup" tabIndex={0}>
        <div style={{ height: list.getTotalSize(), position: "relative" }} role="presentation">
          {items.map((item) => {
            const source = rows[item.index];
            return (
              source && (
                <SourceRow
                  key={source.id}
                  source={source}
                  index={item.index}
                  top={item.start}
                  height={height}
                  current={item.index === cursor}
                  onCursor={onCursor}
                />
              )
            );
          })}
        </div>
      </div>
    </div>
  );
}

interface RowProps {
  source: Source;
  index: number;
  top: number;
  height: number;
  current: boolean;
  onCursor: (index: number) => void;
}

const SourceRow = memo(function SourceRow(props: RowProps) {
  const { source, index, top, height, current, onCursor } = props;
  const session = useSession();
  const state = useEntity(session.decisions.shown, source.id) ?? stateOfSource(source, undefined);
  const saves = (source.groups ?? []).filter((group) => group.saved_at);
  const newest = saves.sort(
    (a, b) => instant(b.saved_at ?? "").getTime() - instant(a.saved_at ?? "").getTime(),
  )[0];
  return (
    <div
      className="source-row"
      role="row"
      aria-rowindex={index + 2}
      aria-selected={current}
      data-obj-id={source.id}
      style={{ height, transform: `translateY(${top}px)` }}
      onPointerDown={() => onCursor(index)}
    >
      <span role="cell" className="thumbnails">
        <Thumbnails thumbnails={source.thumbnails ?? []} id={source.id} />
      </span>
      <span role="cell" className="source-name">
        <Link to="/source/$id" params={{ id: source.id }} className="name">
          {source.id}
        </Link>
        <Simulated origin={source.origin} />
      </span>
      <span role="cell" className="source-labels">
        <LabelChips labels={state.classifications} />
      </span>
      <span role="cell">{source.redshift?.toFixed(4) ?? "–"}</span>
      <span role="cell" className="muted">
        {source.ra === null || source.dec === null ? "–" : positionText(source.ra, source.dec)}
      </span>
      <span role="cell" className="ellipsis">
        {source.groups?.map((group) => group.name).join(", ")}{" "}
        <span className="muted">
          {newest?.saved_by?.username} {agoText(newest?.saved_at)}
        </span>
      </span>
    </div>
  );
});

function Thumbnails({ thumbnails, id }: { thumbnails: Thumbnail[]; id: string }) {
  const shown = thumbnails
    .filter((one) => ORDER.includes(one.type))
    .sort((a, b) => ORDER.indexOf(a.type) - ORDER.indexOf(b.type));
  if (shown.length === 0) return <span className="frame missing">none</span>;
  return shown.map((one) => (
    <img key={one.id} src={one.public_url} alt={`${id} ${one.type}`} loading="lazy" />
  ));
}
