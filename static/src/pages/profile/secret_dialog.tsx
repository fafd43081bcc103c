/** Shows a secret, once. */
import { Button } from "@mantine/core";
import { CopyButton } from "../../ui/copy_button";
import { Dialog } from "../../ui/dialog";

export interface Secret {
  name: string;
  text: string;
  /** It replaces one that still works for a day. */
  rotated: boolean;
}

export function SecretDialog({ secret, onClose }: { secret: Secret; onClose: () => void }) {
  const title = `The secret of ${secret.name}`;
  return (
    // Neither Esc nor a click beside it closes: what is gone cannot be shown again.
    <Dialog title={title} onClose={() => undefined} testId="secret">
      <h2>{title}</h2>
      <p>
        It is shown this once. Whoever has it acts in your name: store it where only your script
        reads it.
      </p>
      <p className="secret">
        <code data-testid="secret-text">{secret.text}</code>
        <CopyButton text={secret.text} />
      </p>
      {secret.rotated && <p>The old secret works for 24 hours more.</p>}
      <p className="buttons">
        <Button onClick={onClose}>I stored it</Button>
      </p>
    </Dialog>
  );
}
