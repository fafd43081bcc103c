/** Asks for what cannot be taken back: the name has to be typed. */
import { Button, TextInput } from "@mantine/core";
import { useState, type ReactNode } from "react";
import { Problem, useAct } from "./acts";
import { Dialog, DialogHead } from "./dialog";

interface ConfirmationProps {
  title: string;
  /** What has to be typed. */
  name: string;
  /** The word on the button. */
  verb: string;
  act: () => Promise<unknown>;
  onClose: () => void;
  children: ReactNode;
}

export function TypedConfirmation(props: ConfirmationProps) {
  const { title, name, verb, act, onClose, children } = props;
  const [typed, setTyped] = useState("");
  const doing = useAct();
  const same = typed.trim() === name;
  const confirm = async (event: React.FormEvent) => {
    event.preventDefault();
    if (same && (await doing.run("confirm", act))) onClose();
  };
  return (
    <Dialog title={title} onClose={onClose} testId="confirmation">
      <DialogHead title={title} onClose={onClose} />
      <form className="form" onSubmit={(event) => void confirm(event)}>
        <div>{children}</div>
        <TextInput
          label={
            <>
              Type <code>{name}</code> to go on
            </>
          }
          value={typed}
          autoComplete="off"
          spellCheck={false}
          data-autofocus
          onChange={(event) => setTyped(event.target.value)}
        />
        <Problem text={doing.beside()} />
        <p className="buttons">
          <Button type="submit" color="red" disabled={!same} loading={doing.busy !== null}>
            {verb}
          </Button>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
        </p>
      </form>
    </Dialog>
  );
}
