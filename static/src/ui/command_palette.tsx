/** Ctrl+K: run any command, or jump to an object by the start of its name. */
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { completeNames } from "../api/reads";
import { search } from "../core/fuzzy";
import type { Command } from "../core/keys";
import { Chooser } from "./chooser";
import { Dialog } from "./dialog";
import { useSession, useSignal } from "./hooks";
import { KeyCap } from "./keycaps";

type Entry = { kind: "command"; command: Command } | { kind: "object"; id: string };

function useObjects(query: string): string[] {
  const [found, setFound] = useState<string[]>([]);
  useEffect(() => {
    const prefix = query.trim();
    if (prefix.length < 3) return;
    const aborter = new AbortController();
    const timer = setTimeout(() => {
      completeNames(prefix, aborter.signal).then(
        (names) => setFound(names.slice(0, 12)),
        () => undefined,
      );
    }, 120);
    return () => {
      clearTimeout(timer);
      aborter.abort();
    };
  }, [query]);
  const prefix = query.trim().toLowerCase();
  return prefix.length < 3 ? [] : found.filter((id) => id.toLowerCase().startsWith(prefix));
}

interface PaletteProps {
  onClose: () => void;
  /** Only objects, when opened to search. */
  objectsOnly?: boolean;
}

export function CommandPalette({ onClose, objectsOnly = false }: PaletteProps) {
  const session = useSession();
  const navigate = useNavigate();
  const commands = useSignal(session.keymap.commands).filter((one) => one.enabled?.() ?? true);
  const [query, setQuery] = useState("");
  const objects = useObjects(query);
  const title = objectsOnly ? "Search" : "Commands";

  const find = (text: string): Entry[] => {
    const names = objects.map((id): Entry => ({ kind: "object", id }));
    if (objectsOnly) return names;
    const matching = search(text, commands, (command) => command.title);
    return [...names, ...matching.map((command): Entry => ({ kind: "command", command }))];
  };

  const choose = (entry: Entry) => {
    onClose();
    if (entry.kind === "command") setTimeout(() => entry.command.run());
    else void navigate({ to: "/source/$id", params: { id: entry.id } });
  };

  return (
    <Dialog title={title} onClose={onClose} place="top" testId="palette">
      <Chooser<Entry>
        label={title}
        placeholder={objectsOnly ? "Object name" : "A command, or the name of an object"}
        find={find}
        onQuery={setQuery}
        keyOf={(entry) => (entry.kind === "object" ? `object ${entry.id}` : entry.command.id)}
        onChoose={choose}
        empty={query.trim().length < 3 ? "Type at least three letters." : "Nothing matches."}
        row={(entry) =>
          entry.kind === "object" ? (
            <span className="row-line">
              <b>{entry.id}</b>
              <span className="muted">open</span>
            </span>
          ) : (
            <span className="row-line">
              {entry.command.title}
              {entry.command.keys[0] && <KeyCap of={entry.command.keys[0]} />}
            </span>
          )
        }
      />
    </Dialog>
  );
}
