/** Accepting an invitation where people sign in by link: under a name of one's own choice. */
import { useState } from "react";
import { ApiError, call, describe } from "../../api/call";

export function InvitedSignIn({ secret, next }: { secret: string; next: string }) {
  const [username, setUsername] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const accept = async () => {
    setBusy(true);
    setProblem(null);
    try {
      await call("POST /login/invitation", { body: { token: secret, username } });
      location.replace(next);
    } catch (error) {
      const named = error instanceof ApiError ? error.fields.username : undefined;
      setProblem(named ?? describe(error));
      setBusy(false);
    }
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) void accept();
      }}
    >
      <label>
        What do you want to be called here?
        <input
          name="username"
          autoComplete="username"
          required
          value={username}
          aria-invalid={problem !== null}
          aria-describedby="invited-problem"
          onChange={(event) => setUsername(event.target.value)}
        />
      </label>
      <p id="invited-problem" role="alert">
        {problem}
      </p>
      <button type="submit" className="primary" disabled={busy} data-testid="accept-invitation">
        Accept and come in
      </button>
    </form>
  );
}
