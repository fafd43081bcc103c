/** Several of a few: one checkbox each. */
import { Problem } from "./acts";

interface ChecksProps<Key> {
  legend: string;
  note?: string;
  choices: { key: Key; title: string; closed?: boolean }[];
  chosen: Key[];
  onChange: (chosen: Key[]) => void;
  error?: string;
}

export function Checks<Key extends string | number>(props: ChecksProps<Key>) {
  const { legend, note, choices, chosen, onChange, error } = props;
  const toggle = (key: Key, on: boolean) =>
    onChange(on ? [...chosen, key] : chosen.filter((one) => one !== key));
  if (choices.length === 0) return null;
  return (
    <fieldset className="checks">
      <legend>{legend}</legend>
      {choices.map(({ key, title, closed = false }) => (
        <label key={key} className="check">
          <input
            type="checkbox"
            checked={chosen.includes(key)}
            disabled={closed}
            onChange={(event) => toggle(key, event.target.checked)}
          />
          {title}
        </label>
      ))}
      {note && <span className="muted small wide">{note}</span>}
      <Problem text={error ?? null} />
    </fieldset>
  );
}
