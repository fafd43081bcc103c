/** Everything about one object: pictures, photometry, annotations, classes, comments. */
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from "react";
import { ApiError } from "../../api/call";
import type { Source } from "../../api/shapes";
import type { Command } from "../../core/keys";
import { stateOfSource, UNDECIDED } from "../../core/states";
import { sourceQuery } from "../../queries";
import { useCommands, useEntity, useSession, useTitle } from "../../ui/hooks";
import { useHomeGroup } from "../../ui/home_group";
import { Kit } from "../../ui/kit";
import { Failure, Skeleton } from "../../ui/states";
import { currentQueue } from "../scan/places";
import { Annotations } from "./annotations";
import { Classifications } from "./classifications";
import { Comments } from "./comments";
import { Pictures } from "./pictures";
import { SourceHead } from "./source_head";
import "./source.css";

const Photometry = lazy(() => import("./photometry").then((m) => ({ default: m.Photometry })));

const route = getRouteApi("/inside/source/$id");

export function SourcePage() {
  const { id } = route.useParams();
  useTitle(id);
  const session = useSession();
  const source = useQuery(sourceQuery(id));
  useEffect(() => {
    if (source.data)
      session.decisions.told(id, stateOfSource(source.data, session.decisions.ground(id)));
  }, [session, id, source.data]);
  if (source.error && !source.data) {
    const hidden = source.error instanceof ApiError && source.error.code === "not_found";
    return (
      <Failure
        whole
        what={hidden ? `There is no source ${id} for you.` : `${id} could not be read.`}
        error={hidden ? "You see what your groups and streams allow." : source.error}
        onRetry={hidden ? undefined : () => void source.refetch()}
      />
    );
  }
  return (
    <Kit>
      {source.data ? <Whole key={id} source={source.data} /> : <Skeleton rows={4} height={180} />}
    </Kit>
  );
}

function Whole({ source }: { source: Source }) {
  const { id } = source;
  const session = useSession();
  const navigate = useNavigate();
  const state = useEntity(session.decisions.shown, id) ?? UNDECIDED;
  const { home } = useHomeGroup();
  const composer = useRef<HTMLTextAreaElement>(null);
  const [choosing, setChoosing] = useState(false);
  const commands = useMemo<Command[]>(() => {
    const section = "Source";
    const step = (by: number) => () => {
      const queue = currentQueue(session);
      const place = queue?.place(id);
      const next = place === undefined ? undefined : queue?.ids[place + by];
      if (next) void navigate({ to: "/source/$id", params: { id: next } });
    };
    const undo = () => {
      const undone = session.decisions.undo();
      session.toasts.say(undone ? `Undid ${undone.label}` : "Nothing to undo");
    };
    return [
      { id: "source-previous", keys: ["[", "k"], title: "Previous object of the queue", section, legend: "Previous", run: step(-1) }, // prettier-ignore
      { id: "source-next", keys: ["]", "j"], title: "Next object of the queue", section, legend: "Next", run: step(1) }, // prettier-ignore
      { id: "source-save", keys: ["s"], title: `Save to ${home?.name ?? "my group"}`, section, legend: "Save", run: () => home && session.decisions.decide("save", [{ obj_id: id, set: { save: [home.id] } }]) }, // prettier-ignore
      { id: "source-class", keys: ["t"], title: "Add a class", section, legend: "Class…", run: () => setChoosing(true) }, // prettier-ignore
      { id: "source-comment", keys: ["c"], title: "Write a comment", section, legend: "Comment", run: () => composer.current?.focus() }, // prettier-ignore
      {
        id: "source-undo",
        keys: ["u", "Mod+z"],
        title: "Undo",
        section,
        legend: "Undo",
        run: undo,
      },
      { id: "source-redo", keys: ["Shift+u"], title: "Redo", section, run: () => void session.decisions.redo() }, // prettier-ignore
      { id: "source-back", keys: ["Escape"], title: "Back to where you came from", section, run: () => history.back() }, // prettier-ignore
    ];
  }, [session, navigate, id, home]);
  useCommands(session, commands);
  return (
    <div className="page source" data-testid="source" data-obj-id={id}>
      <SourceHead source={source} state={state} home={home} />
      <div className="column">
        <Pictures id={id} />
        <Suspense fallback={<Skeleton rows={1} height={400} />}>
          <Photometry id={id} />
        </Suspense>
        <Annotations annotations={source.annotations ?? []} />
      </div>
      <div className="column">
        <Classifications
          id={id}
          state={state}
          home={home}
          choosing={choosing}
          setChoosing={setChoosing}
        />
        <Comments id={id} state={state} composer={composer} />
      </div>
    </div>
  );
}
