/** A text field over a list: type to narrow, arrows to move, Enter to choose. */
import { useEffect, useId, useRef, useState, type ReactNode } from "react";

interface ChooserProps<T> {
  label: string;
  placeholder: string;
  /** The items that match what is typed, best first. */
  find: (query: string) => T[];
  keyOf: (item: T) => string;
  row: (item: T) => ReactNode;
  onChoose: (item: T, event: { shiftKey: boolean }) => void;
  onQuery?: (query: string) => void;
  empty?: string;
}

const SHOWN = 60;

export function Chooser<T>(props: ChooserProps<T>) {
  const { label, placeholder, find, keyOf, row, onChoose, onQuery } = props;
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const list = useRef<HTMLUListElement>(null);
  const id = useId();
  const items = find(query).slice(0, SHOWN);
  const active = Math.min(at, items.length - 1);

  useEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [active, query]);

  const press = (event: React.KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }[event.key];
    if (step !== undefined) setAt(Math.max(0, Math.min(items.length - 1, active + step)));
    else if (event.key === "Enter" && items[active]) onChoose(items[active], event);
    else return;
    event.preventDefault();
  };

  return (
    <div className="chooser">
      <input
        type="text"
        role="combobox"
        aria-label={label}
        aria-expanded="true"
        aria-controls={id}
        aria-activedescendant={active >= 0 ? `${id}-${active}` : undefined}
        placeholder={placeholder}
        value={query}
        autoComplete="off"
        spellCheck={false}
        data-autofocus
        onChange={(event) => {
          setQuery(event.target.value);
          setAt(0);
          onQuery?.(event.target.value);
        }}
        onKeyDown={press}
      />
      <ul role="listbox" id={id} aria-label={label} ref={list}>
        {items.map((item, index) => (
          // The keyboard works on the text field above, as a combobox does.
          // eslint-disable-next-line jsx-a11y/click-events-have-key-events
          <li
            key={keyOf(item)}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === active}
            onPointerMove={() => setAt(index)}
            onClick={(event) => onChoose(item, event)}
          >
            {row(item)}
          </li>
        ))}
      </ul>
      {items.length === 0 && <p className="muted pad">{props.empty ?? "Nothing matches."}</p>}
    </div>
  );
}
