/** Any class of the taxonomies, found by a few letters. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { search } from "../../core/fuzzy";
import { classChoices, type ClassChoice } from "../../core/taxonomies";
import { taxonomiesQuery } from "../../queries";
import { Chooser } from "../../ui/chooser";
import { Dialog } from "../../ui/dialog";
import { Failure } from "../../ui/states";

interface ClassDialogProps {
  onChoose: (choice: ClassChoice) => void;
  onClose: () => void;
}

export function ClassDialog({ onChoose, onClose }: ClassDialogProps) {
  const taxonomies = useQuery(taxonomiesQuery);
  const choices = useMemo(() => classChoices(taxonomies.data ?? []), [taxonomies.data]);
  return (
    <Dialog title="Class" onClose={onClose} place="top" testId="class-dialog">
      {taxonomies.error ? (
        <Failure
          what="The taxonomies could not be read."
          error={taxonomies.error}
          onRetry={() => void taxonomies.refetch()}
        />
      ) : (
        <Chooser<ClassChoice>
          label="Class"
          placeholder="A class, for example “91bg”"
          find={(query) => search(query, choices, (choice) => choice.names)}
          keyOf={(choice) =>
            `${choice.taxonomy_id} ${choice.path.join("/")} ${choice.classification}`
          }
          onChoose={(choice) => {
            onClose();
            onChoose(choice);
          }}
          empty={taxonomies.isPending ? "Loading…" : "No class matches."}
          row={(choice) => (
            <span className="row-line">
              <b>{choice.classification}</b>
              <span className="muted small ellipsis">{choice.path.join(" › ")}</span>
            </span>
          )}
        />
      )}
    </Dialog>
  );
}
