/** The line above the cards: where in the queue, what was decided, how the images look. */
import { bandStyle, MARKERS } from "../../core/bands";
import { COLOUR_MAPS, STRETCHES, type ColourMap, type Stretch } from "../../core/painting";
import { preferences } from "../../core/preferences";
import { dark } from "../../core/themes";
import { useSession, useSignal } from "../../ui/hooks";
import { useTriage } from "./triage_context";

interface ScanBarProps {
  phone: boolean;
  focus: boolean;
  onQueue: () => void;
  onFocus: () => void;
}

export function ScanBar({ phone, focus, onQueue, onFocus }: ScanBarProps) {
  return (
    <div className="scan-bar">
      <button type="button" className="queue-button" onClick={onQueue} data-testid="choose-queue">
        <QueueName /> <span aria-hidden="true">▾</span>
      </button>
      <Progress />
      <Posted />
      {!phone && <LastStep />}
      <span className="spread" />
      {!phone && <LookControls />}
      {!phone && <BandLegend />}
      {!phone && <AutoAdvance />}
      <button type="button" aria-pressed={focus} onClick={onFocus} title="One at a time (f)">
        {focus ? "List" : "Focus"}
      </button>
    </div>
  );
}

function QueueName() {
  return <b className="ellipsis">{useTriage().groupName}</b>;
}

function Progress() {
  const triage = useTriage();
  const { total } = useSignal(triage.queue.progress);
  const cursor = useSignal(triage.queue.cursor);
  const { saved, rejected } = useSignal(triage.tally.counts);
  const selected = useSignal(triage.queue.selection).size;
  const { waiting } = useSignal(useSession().decisions.outgoing.status);
  return (
    <p className="progress">
      <b data-testid="place">
        {total === 0 ? 0 : cursor + 1}/{total}
      </b>
      <span className="count saved" data-testid="saved-count">
        ✓ {saved}
        <span className="wide-only"> saved</span>
      </span>
      <span className="count rejected" data-testid="rejected-count">
        ✕ {rejected}
        <span className="wide-only"> rejected</span>
      </span>
      {selected > 0 && <span className="badge">{selected} selected</span>}
      {waiting > 0 && (
        <span className="muted" data-testid="pending">
          {waiting} saving…
        </span>
      )}
    </p>
  );
}

function Posted() {
  const triage = useTriage();
  const posted = useSignal(triage.posted);
  if (posted === 0) return null;
  return (
    <button type="button" className="new-ones" onClick={() => void triage.nextUndecided()}>
      {posted} new, press <kbd>n</kbd>
    </button>
  );
}

function LastStep() {
  const triage = useTriage();
  const { undo } = useSignal(useSession().decisions.history);
  const last = undo.at(-1);
  if (!last) return null;
  const what = last.parts.length > 1 ? `${last.parts.length} objects` : last.parts[0]?.obj_id;
  return (
    <span className="last-step">
      <span className="ellipsis">
        {last.label} {what}
      </span>
      <button type="button" className="link" tabIndex={-1} onClick={() => triage.undo()}>
        undo
      </button>
    </span>
  );
}

function LookControls() {
  const look = useSignal(preferences.look);
  return (
    <>
      <div className="segments" role="group" aria-label="Colour map">
        {COLOUR_MAPS.map((map: ColourMap) => (
          <button
            key={map}
            type="button"
            tabIndex={-1}
            aria-pressed={look.map === map}
            onClick={() => preferences.look.set({ ...look, map })}
          >
            {map}
          </button>
        ))}
      </div>
      <label className="inline-select">
        <span className="visually-hidden">Stretch</span>
        <select
          value={look.stretch}
          tabIndex={-1}
          onChange={(event) => {
            preferences.look.set({ ...look, stretch: event.target.value as Stretch });
            event.target.blur();
          }}
        >
          {STRETCHES.map((stretch) => (
            <option key={stretch}>{stretch}</option>
          ))}
        </select>
      </label>
    </>
  );
}

function BandLegend() {
  const isDark = useSignal(dark);
  return (
    <span className="bands" aria-label="Bands: g circle, r square, i diamond">
      {["g", "r", "i"].map((band) => {
        const style = bandStyle(band);
        return (
          <span key={band}>
            <span style={{ color: isDark ? style.dark : style.light }}>{MARKERS[style.shape]}</span>{" "}
            {band}
          </span>
        );
      })}
    </span>
  );
}

function AutoAdvance() {
  const triage = useTriage();
  useSignal(preferences.autoAdvance);
  useSignal(triage.palette);
  return (
    <label className="check" title="Move on after a save or a rejection (Shift+A)">
      <input
        type="checkbox"
        tabIndex={-1}
        checked={triage.autoAdvance}
        onChange={(event) => preferences.autoAdvance.set(event.target.checked)}
      />
      advance
    </label>
  );
}
