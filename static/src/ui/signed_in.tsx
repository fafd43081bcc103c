/** Lets only signed-in people through, and starts their session. */
import { useQuery } from "@tanstack/react-query";
import { Navigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { ApiError } from "../api/call";
import type { Profile } from "../api/shapes";
import { profileQuery, queryClient, renew } from "../queries";
import { Session } from "../session";
import { SessionContext } from "./hooks";
import { Shell } from "./shell";
import { Failure } from "./states";

let started: { id: number; session: Promise<Session> } | null = null;

/** One session a person, however often the component is made. */
function sessionOf(me: Profile): Promise<Session> {
  if (started?.id !== me.id) started = { id: me.id, session: begin(me) };
  return started.session;
}

async function begin(me: Profile): Promise<Session> {
  const session = await Session.start(me);
  session.keymap.listen(document);
  session.feed.hear(renew);
  session.feed.onResync(() => void queryClient.invalidateQueries());
  return session;
}

export function SignedIn() {
  const profile = useQuery(profileQuery);
  const [here] = useState(() => location.pathname + location.search);
  const { data, error } = profile;
  if (data) return <WithSession me={data} />;
  if (error instanceof ApiError && error.status === 401) {
    return <Navigate to="/sign-in" search={{ next: here === "/" ? undefined : here }} replace />;
  }
  if (error) {
    return (
      <Failure
        whole
        what="The server cannot be reached."
        error={error}
        onRetry={() => void profile.refetch()}
      />
    );
  }
  return null;
}

/** Not by suspending: React holds what was suspended back for 300 ms before it shows it. */
function useStarted(me: Profile): Session | null {
  const [session, setSession] = useState<Session | null>(null);
  useEffect(() => {
    let here = true;
    void sessionOf(me).then((one) => here && setSession(one));
    return () => {
      here = false;
    };
  }, [me]);
  return session?.me.id === me.id ? session : null;
}

function WithSession({ me }: { me: Profile }) {
  const session = useStarted(me);
  if (!session) return null;
  return (
    <SessionContext value={session}>
      <Shell />
    </SessionContext>
  );
}
