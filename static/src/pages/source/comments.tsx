/** What people wrote about an object; the composer says who will read it. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Textarea } from "@mantine/core";
import { useState } from "react";
import { call, describe } from "../../api/call";
import type { Comment, Group } from "../../api/shapes";
import type { ObjState } from "../../core/states";
import { agoText, utcText } from "../../core/times";
import { commentsQuery } from "../../queries";
import { useHomeGroup } from "../../ui/home_group";
import { useSession } from "../../ui/hooks";
import { Failure, Skeleton } from "../../ui/states";
import { Avatar, nameOf } from "../../ui/user_menu";

interface CommentsProps {
  id: string;
  state: ObjState;
  composer: React.RefObject<HTMLTextAreaElement | null>;
}

export function Comments({ id, state, composer }: CommentsProps) {
  const comments = useQuery(commentsQuery(id));
  return (
    <section className="panel" aria-label="Comments">
      <header>
        <h2>Comments</h2>
        <span className="muted">{comments.data?.length}</span>
      </header>
      <Composer key={id} id={id} state={state} composer={composer} />
      {comments.isPending && <Skeleton rows={2} height={44} />}
      {comments.error && (
        <Failure
          what="Comments could not be read."
          error={comments.error}
          onRetry={() => void comments.refetch()}
        />
      )}
      <ul className="comments" aria-live="polite">
        {comments.data?.map((comment) => (
          <OneComment key={comment.id} comment={comment} />
        ))}
      </ul>
      {comments.data?.length === 0 && <p className="muted">No comment yet.</p>}
    </section>
  );
}

function OneComment({ comment }: { comment: Comment }) {
  const session = useSession();
  const client = useQueryClient();
  const author = comment.author ?? { username: `user ${comment.author_id}` };
  const remove = async () => {
    const path = { obj_id: comment.obj_id, comment_id: comment.id };
    try {
      await call("DELETE /api/sources/{obj_id}/comments/{comment_id}", { path });
      await client.invalidateQueries({ queryKey: ["comments", comment.obj_id] });
    } catch (error) {
      session.toasts.show({ kind: "error", text: `Not deleted: ${describe(error)}` });
    }
  };
  return (
    <li data-comment-id={comment.id}>
      <Avatar name={nameOf(author)} size={26} />
      <div style={{ flex: 1 }}>
        <b>{nameOf(author)}</b>{" "}
        <span className="muted small" title={utcText(comment.created_at)}>
          {agoText(comment.created_at)}
          {comment.groups?.length
            ? ` · ${comment.groups.map((group) => group.name).join(", ")}`
            : ""}
        </span>
        <p>{comment.text}</p>
      </div>
      {comment.author_id === session.me.id && (
        <Button size="compact-xs" variant="subtle" onClick={() => void remove()}>
          Delete
        </Button>
      )}
    </li>
  );
}

/** Who reads a comment unless its author chooses: groups that saved the object, else the home group. */
function usualAudience(state: ObjState, groups: Group[], home: Group | undefined): Group[] {
  const saved = groups.filter((group) => state.saved.some((mark) => mark.group_id === group.id));
  return saved.length > 0 ? saved : groups.filter((group) => group.id === home?.id);
}

function Composer({ id, state, composer }: CommentsProps) {
  const session = useSession();
  const client = useQueryClient();
  const { shared: groups = [], home } = useHomeGroup();
  const usual = usualAudience(state, groups, home);
  const [wanted, setWanted] = useState<ReadonlySet<number> | null>(null);
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const chosen = wanted ? groups.filter((group) => wanted.has(group.id)) : usual;
  const names = chosen.map((group) => group.name).join(", ");
  const send = async () => {
    if (text.trim() === "" || busy || chosen.length === 0) return;
    setBusy(true);
    try {
      const body = { text: text.trim(), group_ids: chosen.map((group) => group.id) };
      await call("POST /api/sources/{obj_id}/comments", { path: { obj_id: id }, body });
      setText("");
      await client.invalidateQueries({ queryKey: ["comments", id] });
    } catch (error) {
      session.toasts.show({ kind: "error", text: `Not sent: ${describe(error)}` });
    } finally {
      setBusy(false);
    }
  };
  const toggle = (group: number) => {
    const next = new Set(chosen.map((one) => one.id));
    if (!next.delete(group)) next.add(group);
    setWanted(next);
  };
  return (
    <div data-testid="composer">
      <Textarea
        ref={composer}
        aria-label="Write a comment"
        placeholder="Write a comment"
        autosize={false}
        rows={3}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void send();
          if (event.key === "Escape") event.currentTarget.blur();
        }}
      />
      <fieldset className="audience">
        <legend>
          {names ? `Members of ${names} will see it.` : "Choose a group that will see it."}
        </legend>
        {groups.length > 1 &&
          groups.map((group) => (
            <label key={group.id} className="check">
              <input
                type="checkbox"
                checked={chosen.includes(group)}
                onChange={() => toggle(group.id)}
              />
              {group.name}
            </label>
          ))}
      </fieldset>
      <Button
        size="xs"
        loading={busy}
        disabled={text.trim() === "" || chosen.length === 0}
        onClick={() => void send()}
        rightSection={<kbd>Ctrl+Enter</kbd>}
      >
        Send
      </Button>
    </div>
  );
}
