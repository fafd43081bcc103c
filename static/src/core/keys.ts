/** One table of commands feeds the key listener, the legend, the sheet of keys and the palette. */
import { Signal } from "./signals";

export interface Command {
  id: string;
  /** Keys as people write them: "j", "Shift+s", "Mod+k" (Ctrl or Cmd), "g s" (a sequence). */
  keys: string[];
  title: string;
  section: string;
  run: (event?: KeyboardEvent) => void;
  /** Called when a held key is let go. */
  release?: () => void;
  /** A short word for the legend at the foot; without one it is only in the sheet. */
  legend?: string;
  enabled?: () => boolean;
}

const SEQUENCE = 900;

/** Write a key event as the table does: modifiers first, letters in lower case. */
export function keyOf(event: KeyboardEvent): string {
  const letter = /^[a-zA-Z]$/.test(event.key);
  const name = event.key === " " ? "Space" : letter ? event.key.toLowerCase() : event.key;
  const mod = event.ctrlKey || event.metaKey ? "Mod+" : "";
  const alt = event.altKey ? "Alt+" : "";
  const named = name.length > 1 || letter;
  return `${mod}${alt}${event.shiftKey && named ? "Shift+" : ""}${name}`;
}

const TEXT_INPUTS = /^(text|search|email|url|tel|password|number|date|datetime-local|time|month)$/;

/** Whether keys belong to the element: text fields and dialogs; never radios or checkboxes. */
export function takesKeys(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest("dialog[open], [role=dialog], [data-keys=own]")) return true;
  if (target instanceof HTMLInputElement) return TEXT_INPUTS.test(target.type);
  return target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName);
}

/** Whether Enter or Space would press what has the focus. */
function presses(event: KeyboardEvent): boolean {
  if (event.key !== "Enter" && event.key !== " ") return false;
  return event.target instanceof HTMLElement && event.target.closest("a, button, summary") !== null;
}

export class Keymap {
  /** All commands of the moment, the innermost page last. */
  readonly commands = new Signal<Command[]>([]);
  readonly enabled = new Signal(true);
  readonly #layers: Command[][] = [];
  #prefix: { key: string; at: number } | null = null;
  #held: { key: string; command: Command } | null = null;

  /** Put the commands of a page into force; the answer takes them out again. */
  add(commands: Command[]): () => void {
    this.#layers.push(commands);
    this.#publish();
    return () => {
      const index = this.#layers.indexOf(commands);
      if (index >= 0) this.#layers.splice(index, 1);
      this.#publish();
    };
  }

  listen(target: Pick<Document, "addEventListener" | "removeEventListener">): () => void {
    const down = (event: KeyboardEvent) => this.press(event);
    const up = (event: KeyboardEvent) => this.let(event);
    target.addEventListener("keydown", down);
    target.addEventListener("keyup", up);
    return () => {
      target.removeEventListener("keydown", down);
      target.removeEventListener("keyup", up);
    };
  }

  /** Run the command of a key, if any; true when one ran. */
  press(event: KeyboardEvent): boolean {
    if (event.defaultPrevented || event.isComposing) return false;
    const key = keyOf(event);
    const withModifier = key.startsWith("Mod+");
    if (!withModifier && (!this.enabled.value || takesKeys(event.target) || presses(event))) {
      return false;
    }
    if (withModifier && key !== "Mod+k" && takesKeys(event.target)) return false;
    const command = this.#find(key, event.timeStamp);
    if (!command) return false;
    event.preventDefault();
    if (command.release) this.#held = { key: event.key, command };
    command.run(event);
    return true;
  }

  /** Notice that a held key was let go. */
  let(event: KeyboardEvent): void {
    if (this.#held?.key !== event.key) return;
    this.#held.command.release?.();
    this.#held = null;
  }

  #find(key: string, at: number): Command | null {
    const prefix = this.#prefix && at - this.#prefix.at < SEQUENCE ? this.#prefix.key : null;
    this.#prefix = null;
    const byKey = (wanted: string) =>
      this.commands.value.findLast(
        (command) => command.keys.includes(wanted) && (command.enabled?.() ?? true),
      );
    const found = (prefix && byKey(`${prefix} ${key}`)) ?? byKey(key);
    if (found) return found;
    const starts = this.commands.value.some((command) =>
      command.keys.some((one) => one.startsWith(`${key} `)),
    );
    if (starts) this.#prefix = { key, at };
    return null;
  }

  #publish(): void {
    this.commands.set(this.#layers.flat());
  }
}

/** Keys that two commands of one table both claim. */
export function collisions(commands: Command[]): string[] {
  const seen = new Map<string, number>();
  for (const key of commands.flatMap((command) => command.keys)) {
    seen.set(key, (seen.get(key) ?? 0) + 1);
  }
  return [...seen].filter(([, count]) => count > 1).map(([key]) => key);
}

const NAMES: Record<string, string> = {
  Mod: "Ctrl",
  ArrowDown: "↓",
  ArrowUp: "↑",
  ArrowLeft: "←",
  ArrowRight: "→",
  Escape: "Esc",
};

/** A key as it is shown on a key cap. */
export function keyLabel(key: string): string {
  return key
    .split("+")
    .map((part) => NAMES[part] ?? part)
    .join("+");
}
