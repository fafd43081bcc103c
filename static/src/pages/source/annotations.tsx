/** Annotations by origin, every key and value. */
import type { Annotation } from "../../api/shapes";
import { annotationFacts } from "../../core/facts";
import { agoText } from "../../core/times";
import { FactList } from "../scan/facts";

export function Annotations({ annotations }: { annotations: Annotation[] }) {
  return (
    <section className="panel" aria-label="Annotations">
      <header>
        <h2>Annotations</h2>
      </header>
      {annotations.length === 0 && <p className="muted">No annotation.</p>}
      {annotations.map((annotation) => (
        <div key={annotation.id}>
          <h3>
            {annotation.origin}{" "}
            <span className="muted small">
              {agoText(annotation.modified ?? annotation.created_at)}
            </span>
          </h3>
          <FactList facts={annotationFacts([annotation])} />
        </div>
      ))}
    </section>
  );
}
