/** The classes people and models gave, and adding or taking back one's own. */
import { Button, NativeSelect } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import type { Group } from "../../api/shapes";
import type { ObjState } from "../../core/states";
import { utcText } from "../../core/times";
import type { ClassChoice } from "../../core/taxonomies";
import { useSession } from "../../ui/hooks";

const ClassDialog = lazy(() =>
  import("../scan/class_dialog").then((m) => ({ default: m.ClassDialog })),
);

const PROBABILITIES = ["no probability", "1", "0.9", "0.75", "0.5", "0.25"];

interface ClassificationsProps {
  id: string;
  state: ObjState;
  home: Group | undefined;
  choosing: boolean;
  setChoosing: (choosing: boolean) => void;
}

export function Classifications(props: ClassificationsProps) {
  const { id, state, home, choosing, setChoosing } = props;
  const session = useSession();
  const [probability, setProbability] = useState(PROBABILITIES[0] ?? "");
  const add = (choice: ClassChoice) => {
    const { taxonomy_id, classification } = choice;
    const value = Number.parseFloat(probability);
    const label = {
      taxonomy_id,
      classification,
      ...(Number.isNaN(value) ? {} : { probability: value }),
      ...(home ? { group_ids: [home.id] } : {}),
    };
    session.decisions.decide(classification, [{ obj_id: id, set: { classify: [label] } }]);
  };
  const remove = (labelId: number, name: string) =>
    session.decisions.decide(`remove ${name}`, [{ obj_id: id, set: { unclassify: [labelId] } }]);
  return (
    <section className="panel" aria-label="Classifications">
      <header>
        <h2>Classifications</h2>
        <span className="spread" />
        <NativeSelect
          size="xs"
          aria-label="Probability of the class to add"
          data={PROBABILITIES}
          value={probability}
          onChange={(event) => setProbability(event.target.value)}
        />
        <Button
          size="xs"
          variant="default"
          onClick={() => setChoosing(true)}
          data-testid="add-class"
          rightSection={<kbd>t</kbd>}
        >
          Add class
        </Button>
      </header>
      {state.classifications.length === 0 && <p className="muted">Nobody has classified it yet.</p>}
      <ul className="list">
        {state.classifications.map((label) => {
          const mine = label.author_id === session.me.id;
          return (
            <li key={label.id} className="label-row" data-classification={label.classification}>
              <span className={mine ? "chip mine" : "chip"}>
                {label.classification}
                {label.probability !== null && <span>{label.probability}</span>}
              </span>
              <span>
                {label.ml ? "model, " : ""}
                {label.author_name}
              </span>
              <span className="muted small">{utcText(label.created_at)}</span>
              <span className="spread" />
              {mine && (
                <Button
                  size="compact-xs"
                  variant="subtle"
                  aria-label={`Take back my ${label.classification}`}
                  onClick={() => remove(label.id, label.classification)}
                >
                  Take back
                </Button>
              )}
            </li>
          );
        })}
      </ul>
      {home && <p className="muted small">Classes you add are shared with {home.name}.</p>}
      <Suspense>
        {choosing && <ClassDialog onClose={() => setChoosing(false)} onChoose={add} />}
      </Suspense>
    </section>
  );
}
