/** Uses up a one-time link: at once, unless somebody else is signed in with this browser. */
import { useNavigate } from "@tanstack/react-router";
import { useCallback, useEffect, useRef, useState } from "react";
import { ApiError, call, describe } from "../../api/call";

interface Props {
  secret: string;
  next: string;
}

export function LinkSignIn({ secret, next }: Props) {
  const navigate = useNavigate();
  const begun = useRef(false);
  const [other, setOther] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  const enter = useCallback(async () => {
    setProblem(null);
    try {
      await call("POST /login/link", { body: { token: secret } });
      location.replace(next);
    } catch (error) {
      if (error instanceof ApiError && error.passing) {
        setProblem(describe(error));
      } else {
        await navigate({ to: "/sign-in", search: { error: "link" }, hash: "", replace: true });
      }
    }
  }, [secret, next, navigate]);

  useEffect(() => {
    // The link works once, and effects may run twice.
    if (begun.current) return;
    begun.current = true;
    void call("GET /api/internal/profile").then(
      (me) => setOther(me.username),
      () => enter(),
    );
  }, [enter]);

  if (other === null && problem === null) return <p role="status">Signing in…</p>;
  return (
    <section>
      {other !== null && (
        <p>
          You are signed in as <b>{other}</b>. This link signs you in anew, maybe as somebody else.
        </p>
      )}
      {problem && <p role="alert">{problem}</p>}
      <button type="button" className="primary" data-testid="use-link" onClick={() => void enter()}>
        Sign in with this link
      </button>
    </section>
  );
}
