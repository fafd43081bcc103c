/** Sign in: what the one-time link is, and the people of the demonstration where there is one. */
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { call, describe } from "../../api/call";
import type { DemoPerson } from "../../api/shapes";
import { useTitle } from "../../ui/hooks";
import { Avatar, nameOf } from "../../ui/user_menu";
import "./sign_in.css";

const route = getRouteApi("/sign-in");

const ERRORS: Record<string, string> = {
  link: "This sign-in link does not work any more. It may have been used already; ask for a new one.",
  expired: "You were signed out. Please sign in again.",
};

/** Only addresses of this site: a foreign one would carry people away after signing in. */
function safe(next: string | undefined): string {
  return next && /^\/(?![/\\])/.test(next) ? next : "/";
}

export function SignInPage() {
  useTitle("Sign in");
  const { error, next } = route.useSearch();
  const offer = useQuery({
    queryKey: ["sign-in"],
    queryFn: () => call("GET /api/internal/sign_in"),
  });
  const people = offer.data?.demo_people ?? [];
  return (
    <main className="sign-in" id="main">
      <div className="sign-in-card">
        <h1>skyportal_like</h1>
        <p className="muted">Look through transients together, label them, freeze the labels.</p>
        {error && (
          <p className="strip amber" role="alert">
            {ERRORS[error] ?? "Signing in did not work. Please try again."}
          </p>
        )}
        {people.length > 0 && <DemoPeople people={people} next={safe(next)} />}
        <section>
          <h2>With a link</h2>
          <p>
            The server prints a link when it starts; it signs the first administrator in, once.
            Others get a link from an administrator.
          </p>
          <p className="muted small">
            On the machine of the server: <code>make run</code>
          </p>
        </section>
        {offer.error && (
          <p className="strip amber" role="alert">
            {describe(offer.error)}{" "}
            <button type="button" onClick={() => void offer.refetch()}>
              Try again
            </button>
          </p>
        )}
      </div>
    </main>
  );
}

function DemoPeople({ people, next }: { people: DemoPerson[]; next: string }) {
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
