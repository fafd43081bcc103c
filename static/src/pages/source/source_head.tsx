/** Name, position, redshift, and the groups an object is saved to. */
import { useQuery } from "@tanstack/react-query";
import { Button } from "@mantine/core";
import { useState } from "react";
import type { Group, Source } from "../../api/shapes";
import { positionForms, positionText } from "../../core/coordinates";
import type { ObjState } from "../../core/states";
import { agoText } from "../../core/times";
import { groupsQuery } from "../../queries";
import { Dialog, DialogHead } from "../../ui/dialog";
import { useEntity, useSession } from "../../ui/hooks";
import { LabelChips, Simulated } from "../scan/facts";

interface HeadProps {
  source: Source;
  state: ObjState;
  home: Group | undefined;
}

export function SourceHead({ source, state, home }: HeadProps) {
  const session = useSession();
  const ring = useEntity(session.rings, source.id);
  const [copying, setCopying] = useState(false);
  const savedHome = state.saved.some((mark) => mark.group_id === home?.id);
  const aliases = Array.isArray(source.alias) ? source.alias.join(", ") : source.alias;
  const { ra, dec } = source;
  const position = ra === null || dec === null ? null : ([ra, dec] as const);
  const decideHome = () => {
    if (!home) return;
    const set = savedHome ? { unsave: [home.id] } : { save: [home.id] };
    session.decisions.decide(savedHome ? "unsave" : "save", [{ obj_id: source.id, set }]);
  };
  return (
    <section className="panel source-head" data-state={savedHome ? "saved" : "new"}>
      <div className="line">
        <h1>{source.id}</h1>
        <Simulated origin={source.origin} />
        {aliases && <span className="muted">{aliases}</span>}
        <LabelChips labels={state.classifications} />
        <span className="spread" />
        {ring && (
          <span className="badge" role="status" data-testid="ring">
            {ring.who} {ring.what}
          </span>
        )}
        {home && (
          <Button
            size="xs"
            variant={savedHome ? "default" : "filled"}
            onClick={decideHome}
            data-testid="save-home"
          >
            {savedHome ? `Saved to ${home.name} ✓` : `Save to ${home.name}`}
          </Button>
        )}
      </div>
      <div className="line">
        {position && (
          <button type="button" className="position" onClick={() => setCopying(true)}>
            {positionText(...position)}
            <span className="visually-hidden">, copy in other forms</span>
          </button>
        )}
        <Number name="z" value={source.redshift} digits={4} />
        <Number name="score" value={source.score} digits={3} />
        <Number name="l" value={source.gal_lon} digits={2} unit="°" />
        <Number name="b" value={source.gal_lat} digits={2} unit="°" />
        <Number name="distance" value={source.luminosity_distance} digits={1} unit=" Mpc" />
      </div>
      <SavedGroups state={state} />
      {copying && position && (
        <Dialog title="Position" onClose={() => setCopying(false)}>
          <DialogHead title="Copy the position" onClose={() => setCopying(false)} />
          <div className="copy-forms">
            {positionForms(...position).map(({ name, text }) => (
              <button
                key={name}
                type="button"
                onClick={() => {
                  void navigator.clipboard?.writeText(text);
                  session.toasts.show({ kind: "info", text: `Copied ${text}` }, 1800);
                  setCopying(false);
                }}
              >
                <span className="muted">{name}</span> <code>{text}</code>
              </button>
            ))}
          </div>
        </Dialog>
      )}
    </section>
  );
}

interface NumberProps {
  name: string;
  value: number | null | undefined;
  digits: number;
  unit?: string;
}

function Number({ name, value, digits, unit = "" }: NumberProps) {
  if (typeof value !== "number") return null;
  return (
    <span>
      <span className="muted">{name}</span> {value.toFixed(digits)}
      {unit}
    </span>
  );
}

function SavedGroups({ state }: { state: ObjState }) {
  const groups = useQuery(groupsQuery).data?.user_groups ?? [];
  if (state.saved.length === 0) {
    return <p className="muted">Not saved to any group of yours.</p>;
  }
  return (
    <ul className="saved-list" aria-label="Saved to">
      {state.saved.map((mark) => (
        <li key={mark.group_id} data-group-id={mark.group_id}>
          <b>
            {groups.find((group) => group.id === mark.group_id)?.name ?? `group ${mark.group_id}`}
          </b>{" "}
          <span className="muted">
            {mark.saved_by && `by ${mark.saved_by.username}, `}
            {agoText(mark.saved_at)}
          </span>
        </li>
      ))}
    </ul>
  );
}
