/** Keys as caps, the legend at the foot and the sheet of all keys. */
import { keyLabel, type Command } from "../core/keys";
import { preferences } from "../core/preferences";
import { Dialog, DialogHead } from "./dialog";
import { useSession, useSignal } from "./hooks";

export function KeyCap({ of }: { of: string }) {
  return <kbd>{of.split(" ").map(keyLabel).join(" ")}</kbd>;
}

export function Legend() {
  const session = useSession();
  const commands = useSignal(session.keymap.commands).filter((command) => command.legend);
  if (commands.length === 0) return null;
  return (
    <footer className="legend" aria-label="Keys">
      {commands.map((command) => (
        <button
          key={command.id}
          type="button"
          tabIndex={-1}
          title={command.title}
          onClick={() => command.run()}
        >
          <KeyCap of={command.keys[0] ?? ""} />
          {command.legend}
        </button>
      ))}
    </footer>
  );
}

function sections(commands: Command[]): [string, Command[]][] {
  const map = new Map<string, Command[]>();
  for (const command of commands) {
    map.set(command.section, [...(map.get(command.section) ?? []), command]);
  }
  return [...map];
}

export function KeySheet({ onClose }: { onClose: () => void }) {
  const session = useSession();
  const commands = useSignal(session.keymap.commands);
  const single = useSignal(preferences.singleKeys);
  return (
    <Dialog title="Keys" onClose={onClose} testId="key-sheet">
      <DialogHead title="Keys" onClose={onClose} />
      <div className="key-sheet">
        {sections(commands).map(([section, list]) => (
          <section key={section}>
            <h3>{section}</h3>
            <dl>
              {list.map((command) => (
                <div key={command.id}>
                  <dt>
                    {command.keys
                      .filter((key) => !key.startsWith("Page"))
                      .slice(0, 2)
                      .map((key) => (
                        <KeyCap key={key} of={key} />
                      ))}
                  </dt>
                  <dd>{command.title}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <label className="check">
        <input
          type="checkbox"
          checked={single}
          onChange={(event) => preferences.singleKeys.set(event.target.checked)}
        />
        Single keys work without Ctrl
      </label>
    </Dialog>
  );
}
