/** Who is signed in, and the way out. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { call } from "../api/call";
import { profileQuery } from "../queries";
import { useSession } from "./hooks";
import { administers } from "./rights";

export function nameOf(person: {
  username: string;
  first_name?: string | null;
  last_name?: string | null;
}): string {
  return [person.first_name, person.last_name].filter(Boolean).join(" ") || person.username;
}

/** Two letters and a steady hue for a person. */
export function Avatar({ name, size = 26 }: { name: string; size?: number }) {
  const words = name.trim().split(/[\s._-]+/);
  const letters = (words[0]?.[0] ?? "?") + (words[1]?.[0] ?? words[0]?.[1] ?? "");
  let hue = 0;
  for (const letter of name) hue = (hue * 31 + letter.charCodeAt(0)) % 360;
  const style = { width: size, height: size, fontSize: size * 0.4, "--hue": String(hue) };
  return (
    <span className="avatar" style={style as React.CSSProperties} aria-hidden="true">
      {letters.toUpperCase()}
    </span>
  );
}

export function UserMenu() {
  const session = useSession();
  // One's name may change while one is here.
  const me = useQuery(profileQuery).data ?? session.me;
  const menu = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const closeElsewhere = (event: Event) => {
      const inside = event.target instanceof Node && menu.current?.contains(event.target);
      if (menu.current && !inside) menu.current.open = false;
    };
    const closeOnEscape = (event: KeyboardEvent) => {
      if (event.key === "Escape" && menu.current) menu.current.open = false;
    };
    document.addEventListener("pointerdown", closeElsewhere);
    document.addEventListener("keydown", closeOnEscape);
    return () => {
      document.removeEventListener("pointerdown", closeElsewhere);
      document.removeEventListener("keydown", closeOnEscape);
    };
  }, []);
  const close = () => {
    if (menu.current) menu.current.open = false;
  };
  const signOut = async () => {
    await call("POST /baselayer/logout").catch(() => undefined);
    location.assign("/sign-in");
  };
  return (
    <details className="menu" ref={menu}>
      <summary data-testid="user-menu">
        <Avatar name={nameOf(me)} />
        <span className="visually-hidden">
          {me.is_anonymous ? "Looking around without an account" : `Signed in as ${nameOf(me)}`}
        </span>
      </summary>
      <div className="menu-body">
        <p>
          <b>{nameOf(me)}</b>
          <br />
          <span className="muted">{me.username}</span>
        </p>
        <p className="muted small">{me.roles.join(", ")}</p>
        <nav className="menu-pages" aria-label="About you">
          <Link to="/profile" onClick={close}>
            Profile
          </Link>
          {administers(me) && (
            <Link to="/admin" onClick={close}>
              Admin
            </Link>
          )}
        </nav>
        {me.is_anonymous ? (
          <Link to="/sign-in" onClick={close}>
            Sign in
          </Link>
        ) : (
          <button type="button" onClick={() => void signOut()}>
            Sign out
          </button>
        )}
      </div>
    </details>
  );
}
