/** A field for a person: type the beginning of a name, choose with the arrows and Enter. */
import { useQuery } from "@tanstack/react-query";
import { TextInput } from "@mantine/core";
import { useId, useState } from "react";
import { readPeople } from "../api/reads";
import type { Person } from "../api/shapes";
import { useSettled } from "./hooks";
import { Avatar, nameOf } from "./user_menu";

interface PersonFieldProps {
  label: string;
  /** The username as it is typed. */
  value: string;
  onType: (username: string) => void;
  onChoose?: (person: Person) => void;
  error?: string;
  description?: string;
  /** Who is not offered. */
  without?: number[];
}

const OFFERED = 8;

export function PersonField(props: PersonFieldProps) {
  const { label, value, onType, onChoose, error, description, without = [] } = props;
  const id = useId();
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const wanted = useSettled(value.trim(), 150);
  const people = useQuery({
    queryKey: ["people", wanted],
    queryFn: () => readPeople(wanted),
    enabled: open && wanted !== "",
    placeholderData: (before) => before,
  });
  const found = (wanted ? (people.data ?? []) : [])
    .filter((person) => !without.includes(person.id))
    .slice(0, OFFERED);
  const shown = open && found.length > 0;
  const active = Math.min(at, found.length - 1);

  const choose = (person: Person) => {
    onType(person.username);
    onChoose?.(person);
    setOpen(false);
  };
  const press = (event: React.KeyboardEvent) => {
    const chosen = found[active];
    if (event.key === "ArrowDown" && !open) setOpen(true);
    else if (!shown) return;
    else if (event.key === "ArrowDown") setAt(Math.min(active + 1, found.length - 1));
    else if (event.key === "ArrowUp") setAt(Math.max(active - 1, 0));
    else if (event.key === "Enter" && chosen) choose(chosen);
    else if (event.key === "Escape") setOpen(false);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div className="person-field">
      <TextInput
        label={label}
        description={description}
        error={error}
        value={value}
        role="combobox"
        aria-autocomplete="list"
        aria-expanded={shown}
        aria-controls={shown ? id : undefined}
        aria-activedescendant={shown ? `${id}-${active}` : undefined}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        onChange={(event) => {
          onType(event.target.value);
          setAt(0);
          setOpen(true);
        }}
        onKeyDown={press}
        onBlur={() => setOpen(false)}
      />
      {shown && (
        <ul role="listbox" id={id} aria-label={label}>
          {found.map((person, index) => (
            // The keyboard works on the text field above, as a combobox does.
            // eslint-disable-next-line jsx-a11y/click-events-have-key-events
            <li
              key={person.id}
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === active}
              onPointerDown={(event) => event.preventDefault()}
              onPointerMove={() => setAt(index)}
              onClick={() => choose(person)}
            >
              <Avatar name={nameOf(person)} />
              <b>{person.username}</b>
              <span className="muted ellipsis">{nameOf(person)}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
