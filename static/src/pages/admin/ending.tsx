/** The end of an account: on a day, or now and for good. */
import { useQueryClient } from "@tanstack/react-query";
import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { call } from "../../api/call";
import type { ListedPerson } from "../../api/shapes";
import { instant } from "../../core/times";
import { Problem, useAct } from "../../ui/acts";
import { Dialog, DialogHead } from "../../ui/dialog";
import { TypedConfirmation } from "../../ui/typed_confirmation";

interface EndingProps {
  person: ListedPerson;
  onClose: () => void;
}

export function isOver(person: ListedPerson, now = Date.now()): boolean {
  return person.expiration_date !== null && instant(person.expiration_date).getTime() < now;
}

export function ExpiryDialog({ person, onClose }: EndingProps) {
  const client = useQueryClient();
  const act = useAct();
  const [day, setDay] = useState(person.expiration_date?.slice(0, 10) ?? "");
  const title = `When the account of ${person.username} ends`;
  const save = (to: string) =>
    act.run("save", async () => {
      const body = { expirationDate: to === "" ? null : `${to}T00:00:00` };
      await call("PATCH /api/user/{user_id}", { path: { user_id: person.id }, body });
      await client.invalidateQueries({ queryKey: ["people"] });
      onClose();
    });
  return (
    <Dialog title={title} onClose={onClose} testId="expiry">
      <DialogHead title={title} onClose={onClose} />
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          void save(day);
        }}
      >
        <TextInput
          type="date"
          label="Ends on (UTC)"
          description="From then on they cannot sign in and their tokens do not work."
          value={day}
          error={act.at("expirationDate")}
          data-autofocus
          onChange={(event) => setDay(event.target.value)}
        />
        <Problem text={act.beside("expirationDate")} />
        <p className="buttons">
          <Button type="submit" disabled={day === ""} loading={act.busy !== null}>
            Save
          </Button>
          {person.expiration_date && (
            <Button variant="default" onClick={() => void save("")}>
              It has no end
            </Button>
          )}
        </p>
      </form>
    </Dialog>
  );
}

export function Deactivation({ person, onClose }: EndingProps) {
  const client = useQueryClient();
  return (
    <TypedConfirmation
      title={`Deactivate ${person.username}`}
      name={person.username}
      verb="Deactivate"
      onClose={onClose}
      act={async () => {
        await call("DELETE /api/user/{user_id}", { path: { user_id: person.id } });
        await client.invalidateQueries({ queryKey: ["people"] });
      }}
    >
      <p>
        They are signed out, their tokens stop and their name is taken off. What they saved and
        labelled stays. This cannot be taken back.
      </p>
    </TypedConfirmation>
  );
}
