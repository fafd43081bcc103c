/** The cards of the queue, of which only those near the screen exist. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useLayoutEffect, useState, useSyncExternalStore } from "react";
import { Slots } from "../../core/slots";
import { useSignal } from "../../ui/hooks";
import { Card } from "./card";
import { useTriage } from "./triage_context";

interface Layout {
  lanes: number;
  height: number;
}

/** Two columns where two fit; a card's height follows from its width, so nothing jumps. */
export function layoutOf(width: number): Layout {
  if (width >= 1460) return { lanes: 2, height: 168 };
  if (width >= 720) return { lanes: 1, height: 168 };
  const cutout = (width - 24 - 20 - 8) / 3;
  return { lanes: 1, height: Math.round(cutout + 18 + 190 + 176) };
}

function useWidth(element: HTMLElement | null): number {
  const subscribe = useCallback(
    (tell: () => void) => {
      const observer = new ResizeObserver(tell);
      if (element) observer.observe(element);
      return () => observer.disconnect();
    },
    [element],
  );
  return useSyncExternalStore(subscribe, () => element?.clientWidth ?? 0);
}

export function CardList() {
  const { queue } = useTriage();
  const [box, setBox] = useState<HTMLElement | null>(null);
  const width = useWidth(box);
  const layout = layoutOf(width);
  return (
    <div className="card-scroll" ref={setBox} data-testid="cards">
      {width > 0 && <Rows key={layout.lanes} box={box} layout={layout} ids={queue.ids} />}
    </div>
  );
}

interface RowsProps {
  box: HTMLElement | null;
  layout: Layout;
  ids: readonly string[];
}

function Rows({ box, layout, ids }: RowsProps) {
  const triage = useTriage();
  const { loaded, total } = useSignal(triage.queue.progress);
  const cursor = useSignal(triage.queue.cursor);
  const { lanes, height } = layout;
  const [slotting] = useState(() => new Slots());
  const rows = useVirtualizer({
    count: Math.ceil(loaded / lanes),
    getScrollElement: () => box,
    estimateSize: () => height,
    gap: 8,
    paddingStart: 8,
    paddingEnd: 8,
    scrollPaddingStart: 8,
    scrollPaddingEnd: 8,
    overscan: 2,
  });
  const items = rows.getVirtualItems();
  const slots = slotting.assign(items.map((item) => item.index));
  const first = (items[0]?.index ?? 0) * lanes;
  const last = Math.min(ids.length, ((items.at(-1)?.index ?? 0) + 1) * lanes) - 1;

  useEffect(() => rows.measure(), [rows, height]);
  useLayoutEffect(() => {
    if (loaded > 0) rows.scrollToIndex(Math.floor(cursor / lanes), { align: "auto" });
  }, [rows, cursor, lanes, height, loaded === 0]); // eslint-disable-line react-hooks/exhaustive-deps
  useEffect(() => {
    if (last >= 0) triage.want(first, last);
  }, [triage, first, last]);

  return (
    <div
      role="feed"
      aria-label="Candidates"
      aria-busy={loaded < total}
      className="feed"
      style={{ height: rows.getTotalSize() }}
    >
      {items.map((item, place) => (
        <div
          key={slots[place]}
          className="card-row"
          data-lanes={lanes}
          style={{ height, transform: `translateY(${item.start}px)` }}
        >
          {ids.slice(item.index * lanes, (item.index + 1) * lanes).map((id, lane) => (
            <Card key={lane} id={id} index={item.index * lanes + lane} />
          ))}
        </div>
      ))}
    </div>
  );
}
