/** Beside the list: annotations and comments of the object under the cursor. */
import { useQuery } from "@tanstack/react-query";
import { useDeferredValue } from "react";
import { annotationFacts } from "../../core/facts";
import { agoText } from "../../core/times";
import { commentsQuery } from "../../queries";
import { useEntity, useSignal } from "../../ui/hooks";
import { Failure } from "../../ui/states";
import { Avatar } from "../../ui/user_menu";
import { FactList } from "./facts";
import { useTriage } from "./triage_context";

export function InfoPanel() {
  const triage = useTriage();
  const index = useSignal(triage.queue.cursor);
  useSignal(triage.queue.progress);
  // The panel may lag behind the cursor; the cursor never waits for the panel.
  const id = useDeferredValue(triage.queue.ids[index]);
  return (
    <aside className="info-panel" aria-label="About the object" data-testid="info">
      {id && <Info id={id} />}
    </aside>
  );
}

function Info({ id }: { id: string }) {
  const triage = useTriage();
  const candidate = useEntity(triage.queue.candidates, id);
  return (
    <>
      <h2>{id}</h2>
      {(candidate?.annotations ?? []).map((annotation) => (
        <section key={annotation.id}>
          <h3>{annotation.origin}</h3>
          <FactList facts={annotationFacts([annotation])} />
        </section>
      ))}
      <Comments id={id} />
    </>
  );
}

/** The comments on an object, newest first. */
export function Comments({ id }: { id: string }) {
  const comments = useQuery(commentsQuery(id));
  return (
    <section>
      <h2 className="comments-head">Comments</h2>
      {comments.error && (
        <Failure
          what="Comments could not be read."
          error={comments.error}
          onRetry={() => void comments.refetch()}
        />
      )}
      {comments.data?.length === 0 && (
        <p className="muted">
          None yet. <kbd>c</kbd> writes one.
        </p>
      )}
      <ul className="comments">
        {comments.data?.map((comment) => (
          <li key={comment.id}>
            <Avatar name={comment.author?.username ?? "?"} size={22} />
            <div>
              <b>{comment.author?.username}</b>{" "}
              <span className="muted small">{agoText(comment.created_at)}</span>
              <p>{comment.text}</p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
