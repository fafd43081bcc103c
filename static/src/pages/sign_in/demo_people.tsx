/** The people of the demonstration, whom anybody on this machine may be. */
import { useState } from "react";
import { call, describe } from "../../api/call";
import type { DemoPerson } from "../../api/shapes";
import { Avatar, nameOf } from "../../ui/user_menu";

export function DemoPeople({ people, next }: { people: DemoPerson[]; next: string }) {
  const [busy, setBusy] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const enter = async (username: string) => {
    setBusy(username);
    setProblem(null);
    try {
      await call("POST /login/demo", { body: { username } });
      location.assign(next);
    } catch (error) {
      setProblem(describe(error));
      setBusy(null);
    }
  };
  return (
    <section>
      <h2>
        Demonstration <span className="badge amber">simulated data</span>
      </h2>
      <ul className="people">
        {people.map((person) => (
          <li key={person.username}>
            <button
              type="button"
              disabled={busy !== null}
              aria-busy={busy === person.username}
              data-testid={`demo-${person.username}`}
              onClick={() => void enter(person.username)}
            >
              <Avatar name={nameOf(person)} size={36} />
              <span>
                <b>Enter as {nameOf(person)}</b>
                <span className="muted small">{person.groups.join(", ") || "no group"}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
      {problem && <p role="alert">{problem}</p>}
    </section>
  );
}
