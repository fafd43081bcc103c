/** Sign in: at a provider, by a one-time link, or as a person of the demonstration. */
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { call, describe } from "../../api/call";
import { useTitle } from "../../ui/hooks";
import { DemoPeople } from "./demo_people";
import { InvitedSignIn } from "./invited_sign_in";
import { LinkSignIn } from "./link_sign_in";
import { inFragment, safe } from "./places";
import { Invitation, ProviderButtons } from "./providers";
import "./sign_in.css";

const route = getRouteApi("/sign-in");

const ERRORS: Record<string, string> = {
  link: "This sign-in link does not work any more. It may have been used already; ask for a new one.",
  expired: "You were signed out. Please sign in again.",
  denied: "Signing in was cancelled there.",
  failed: "What came back did not prove who you are, so nobody was signed in. Please try again.",
  state: "That took too long, or began in another browser or tab. Please sign in again from here.",
  unavailable: "That place does not answer right now. Try again in a moment, or another way.",
  provider: "There is no such place to sign in here.",
  invitation_only: "This site is by invitation. Ask somebody who is here to invite you.",
  invitation: "This invitation is no longer valid. Ask for a new one.",
  refused: "You cannot sign in here. An administrator can tell you more.",
  linked: "This account there belongs to somebody else here.",
};

export function SignInPage() {
  useTitle("Sign in");
  const { error, next } = route.useSearch();
  const [secrets] = useState(() => ({
    link: inFragment("link"),
    invitation: inFragment("invite_token"),
  }));
  const offer = useQuery({
    queryKey: ["sign-in", secrets.invitation],
    queryFn: () =>
      call("GET /api/internal/sign_in", { query: { invite_token: secrets.invitation ?? "" } }),
  });
  const people = offer.data?.demo_people ?? [];
  const providers = offer.data?.providers ?? [];
  const stale = secrets.invitation !== null && offer.data?.invitation === null;
  const problem = error ?? (stale ? "invitation" : undefined);
  return (
    <main className="sign-in" id="main">
      <div className="sign-in-card">
        <h1>skyportal_like</h1>
        <p className="muted">Look through transients together, label them, freeze the labels.</p>
        {problem && (
          <p className="strip amber" role="alert">
            {ERRORS[problem] ?? "Signing in did not work. Please try again."}
          </p>
        )}
        {offer.data?.invitation && <Invitation invitation={offer.data.invitation} />}
        {offer.data?.invitation && secrets.invitation !== null && providers.length === 0 && (
          <InvitedSignIn secret={secrets.invitation} next={safe(next)} />
        )}
        {secrets.link !== null && error !== "link" && (
          <LinkSignIn secret={secrets.link} next={safe(next)} />
        )}
        {providers.length > 0 && (
          <ProviderButtons
            providers={providers}
            next={safe(next)}
            invitation={secrets.invitation}
          />
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
