/** Chooses what to scan; "Start" freezes the queue. */
import { useState } from "react";
import type { Filter, Group } from "../../api/shapes";
import { Dialog, DialogHead } from "../../ui/dialog";
import {
  SAVED_STATUSES,
  WINDOWS,
  withoutPlace,
  type SavedStatus,
  type ScanSearch,
} from "./searches";

interface QueuePickerProps {
  groups: Group[];
  filters: Filter[];
  search: ScanSearch;
  groupId: number;
  /** Values to order by, as origin/key. */
  orders: string[];
  onStart: (search: ScanSearch) => void;
  onClose: () => void;
}

export function QueuePicker(props: QueuePickerProps) {
  const { groups, filters, search, groupId, orders, onStart, onClose } = props;
  const [choice, setChoice] = useState<ScanSearch>({ ...withoutPlace(search), group: groupId });
  const change = (part: Partial<ScanSearch>) => setChoice({ ...choice, ...part });
  const offered = filters.filter((filter) => filter.group_id === choice.group);
  const start = (event: React.FormEvent) => {
    event.preventDefault();
    onStart(choice);
    onClose();
  };
  return (
    <Dialog title="What to scan" onClose={onClose} place="side" testId="queue-picker">
      <DialogHead title="What to scan" onClose={onClose} />
      <form className="form" onSubmit={start}>
        <label>
          Group
          <select
            data-autofocus
            value={choice.group}
            onChange={(event) => change({ group: Number(event.target.value), filters: undefined })}
          >
            {groups.map((group) => (
              <option key={group.id} value={group.id}>
                {group.name}
              </option>
            ))}
          </select>
        </label>
        <FilterChoice
          filters={offered}
          chosen={choice.filters}
          onChange={(ids) => change({ filters: ids })}
        />
        <TimeChoice choice={choice} change={change} />
        <label>
          Show objects that are
          <select
            value={choice.saved ?? "all"}
            onChange={(event) => {
              const saved = event.target.value as SavedStatus;
              change({ saved: saved === "all" ? undefined : saved });
            }}
          >
            {Object.entries(SAVED_STATUSES).map(([value, text]) => (
              <option key={value} value={value}>
                {text}
              </option>
            ))}
          </select>
        </label>
        <label className="check">
          <input
            type="checkbox"
            checked={choice.hide ?? false}
            onChange={(event) => change({ hide: event.target.checked || undefined })}
          />
          Hide what I rejected
        </label>
        <RedshiftChoice choice={choice} change={change} />
        <OrderChoice choice={choice} change={change} orders={orders} />
        <p className="buttons">
          <button type="submit" className="primary">
            Start
          </button>
          <span className="muted small">The list stays as it is while you work.</span>
        </p>
      </form>
    </Dialog>
  );
}

function OrderChoice({ choice, change, orders }: PartProps & { orders: string[] }) {
  const { sort, order } = choice;
  const value = sort ? `${order ?? "desc"} ${sort}` : "";
  const offered = sort && !orders.includes(sort) ? [sort, ...orders] : orders;
  const choose = (chosen: string) => {
    const [direction, ...name] = chosen.split(" ");
    change({
      sort: name.join(" ") || undefined,
      order: direction === "asc" ? "asc" : undefined,
    });
  };
  return (
    <label>
      Order
      <select value={value} onChange={(event) => choose(event.target.value)}>
        <option value="">newest first</option>
        {offered.flatMap((one) => [
          <option key={`desc ${one}`} value={`desc ${one}`}>
            {one}, largest first
          </option>,
          <option key={`asc ${one}`} value={`asc ${one}`}>
            {one}, smallest first
          </option>,
        ])}
      </select>
    </label>
  );
}

interface FilterChoiceProps {
  filters: Filter[];
  chosen: string | undefined;
  onChange: (ids: string | undefined) => void;
}

function FilterChoice({ filters, chosen, onChange }: FilterChoiceProps) {
  const ids = new Set(chosen?.split(",").map(Number) ?? filters.map((filter) => filter.id));
  const toggle = (id: number, on: boolean) => {
    const next = filters.map((one) => one.id).filter((one) => (one === id ? on : ids.has(one)));
    onChange(next.length === filters.length || next.length === 0 ? undefined : next.join(","));
  };
  return (
    <fieldset>
      <legend>Filters</legend>
      {filters.length === 0 && <span className="muted">This group has no filter.</span>}
      {filters.map((filter) => (
        <label key={filter.id} className="check">
          <input
            type="checkbox"
            checked={ids.has(filter.id)}
            onChange={(event) => toggle(filter.id, event.target.checked)}
          />
          {filter.name}
        </label>
      ))}
    </fieldset>
  );
}

interface PartProps {
  choice: ScanSearch;
  change: (part: Partial<ScanSearch>) => void;
}

function TimeChoice({ choice, change }: PartProps) {
  const custom = choice.from !== undefined || choice.to !== undefined;
  const value = custom ? "custom" : String(choice.hours ?? 0);
  const choose = (chosen: string) => {
    if (chosen === "custom")
      change({ hours: undefined, from: new Date().toISOString().slice(0, 11) + "00:00" }); // prettier-ignore
    else change({ hours: Number(chosen) || undefined, from: undefined, to: undefined });
  };
  return (
    <>
      <label>
        Passed the filter
        <select value={value} onChange={(event) => choose(event.target.value)}>
          {Object.entries(WINDOWS).map(([hours, text]) => (
            <option key={hours} value={hours}>
              {text}
            </option>
          ))}
          <option value="custom">between two times (UTC)</option>
        </select>
      </label>
      {custom && (
        <div className="pair">
          <label>
            From
            <input
              type="datetime-local"
              value={choice.from ?? ""}
              onChange={(event) => change({ from: event.target.value || undefined })}
            />
          </label>
          <label>
            To
            <input
              type="datetime-local"
              value={choice.to ?? ""}
              onChange={(event) => change({ to: event.target.value || undefined })}
            />
          </label>
        </div>
      )}
    </>
  );
}

function RedshiftChoice({ choice, change }: PartProps) {
  const read = (text: string) => (text === "" ? undefined : Number(text));
  return (
    <div className="pair">
      <label>
        z from
        <input
          type="number"
          step="0.001"
          min="0"
          value={choice.zmin ?? ""}
          onChange={(event) => change({ zmin: read(event.target.value) })}
        />
      </label>
      <label>
        z to
        <input
          type="number"
          step="0.001"
          min="0"
          value={choice.zmax ?? ""}
          onChange={(event) => change({ zmax: read(event.target.value) })}
        />
      </label>
    </div>
  );
}
