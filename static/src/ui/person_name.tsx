/** A person as a row of a table shows them. */
import type { ReactNode } from "react";
import { Avatar, nameOf } from "./user_menu";

type Named = Parameters<typeof nameOf>[0];

export function PersonName({ person, children }: { person: Named; children?: ReactNode }) {
  return (
    <span className="person">
      <Avatar name={nameOf(person)} />
      <span>
        {nameOf(person)} {children}
        {nameOf(person) !== person.username && (
          <span className="muted small below">{person.username}</span>
        )}
      </span>
    </span>
  );
}
