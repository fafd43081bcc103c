/** The steps of an explanation as a tree: arrows move and fold, as in any tree. */
import { useRef, useState } from "react";
import { decidingPath, lines, type ExplainedStep, type Line } from "../../core/explanations";
import { Answer } from "../../ui/answer";

interface TreeProps {
  top: ExplainedStep;
  decidedBy: string;
}

export function StepTree({ top, decidedBy }: TreeProps) {
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const [at, setAt] = useState("");
  const tree = useRef<HTMLUListElement>(null);
  const decided = decidingPath(top, decidedBy)?.join(".");
  const shown = lines(top, folded);

  const go = (line: Line | undefined) => {
    if (!line) return;
    setAt(line.key);
    tree.current?.querySelector<HTMLElement>(`[data-key="${line.key}"]`)?.focus();
  };
  const fold = (key: string, close: boolean) => {
    const next = new Set(folded);
    if (close) next.add(key);
    else next.delete(key);
    setFolded(next);
  };
  const press = (event: React.KeyboardEvent) => {
    const index = shown.findIndex((line) => line.key === at);
    const line = shown[index];
    if (!line) return;
    const inner = line.step.steps.length > 0;
    const isFolded = folded.has(line.key);
    if (event.key === "ArrowDown") go(shown[index + 1]);
    else if (event.key === "ArrowUp") go(shown[index - 1]);
    else if (event.key === "Home") go(shown[0]);
    else if (event.key === "End") go(shown.at(-1));
    else if (event.key === "ArrowRight" && inner && isFolded) fold(line.key, false);
    else if (event.key === "ArrowRight" && inner) go(shown[index + 1]);
    else if (event.key === "ArrowLeft" && inner && !isFolded) fold(line.key, true);
    else if (event.key === "ArrowLeft") {
      go(shown.slice(0, index).findLast((one) => one.depth === line.depth - 1));
    } else return;
    event.preventDefault();
  };

  const node = (step: ExplainedStep, key: string) => (
    // The arrows work on the tree as a whole, and a click is only the pointer's way to fold.
    <li
      key={key}
      role="treeitem"
      data-key={key}
      data-keys="own"
      aria-expanded={step.steps.length > 0 ? !folded.has(key) : undefined}
      aria-selected={key === decided}
      tabIndex={key === at ? 0 : -1}
      onFocus={(event) => {
        event.stopPropagation();
        setAt(key);
      }}
    >
      <div className={key === decided ? "step-line decided" : "step-line"}>
        <Fold step={step} closed={folded.has(key)} onFold={() => fold(key, !folded.has(key))} />
        <Answer yes={step.holds} />
        <span>
          {step.says}{" "}
          {step.names.length > 0 && <span className="muted">{step.names.join(", ")}</span>}{" "}
          {key === decided && <span className="badge">decided</span>}
        </span>
      </div>
      {step.steps.length > 0 && !folded.has(key) && (
        <ul role="group">
          {step.steps.map((inner, index) =>
            node(inner, key === "" ? String(index) : `${key}.${index}`),
          )}
        </ul>
      )}
    </li>
  );

  return (
    <ul className="step-tree" role="tree" aria-label="Steps" ref={tree} onKeyDown={press}>
      {node(top, "")}
    </ul>
  );
}

interface FoldProps {
  step: ExplainedStep;
  closed: boolean;
  onFold: () => void;
}

/** The pointer's way to fold; the keyboard has the arrows, and hears it from the tree. */
function Fold({ step, closed, onFold }: FoldProps) {
  if (step.steps.length === 0) return <span className="fold" aria-hidden="true" />;
  return (
    <span className="fold" aria-hidden="true" onClick={onFold}>
      {closed ? "▸" : "▾"}
    </span>
  );
}
