/** Which groups an object is saved to: type to narrow, Enter to change. */
import { useQuery } from "@tanstack/react-query";
import type { Group } from "../../api/shapes";
import { search } from "../../core/fuzzy";
import { groupsQuery } from "../../queries";
import { Chooser } from "../../ui/chooser";
import { Dialog } from "../../ui/dialog";
import { useEntity, useSession } from "../../ui/hooks";
import { useTriage } from "./triage_context";

export function GroupsDialog({ onClose }: { onClose: () => void }) {
  const triage = useTriage();
  const session = useSession();
  const groups = useQuery(groupsQuery).data?.user_groups ?? [];
  const targets = triage.targets();
  useEntity(session.decisions.shown, targets[0] ?? "");
  const isSaved = (group: Group) =>
    targets.every((id) =>
      session.decisions.state(id).saved.some((mark) => mark.group_id === group.id),
    );
  const what = targets.length > 1 ? `${targets.length} objects` : (targets[0] ?? "");
  return (
    <Dialog title={`Save ${what}`} onClose={onClose} place="top" testId="groups-dialog">
      <Chooser<Group>
        label={`Groups for ${what}`}
        placeholder={`Save ${what} to…`}
        find={(query) => search(query, groups, (group) => group.name)}
        keyOf={(group) => String(group.id)}
        onChoose={(group) => {
          onClose();
          triage.setGroups([{ id: group.id, saved: !isSaved(group) }]);
        }}
        row={(group) => (
          <span className="row-line">
            <span>
              {isSaved(group) ? "✓ " : ""}
              {group.name}
            </span>
            <span className="muted small">
              {isSaved(group) ? "saved; Enter unsaves" : "Enter saves"}
            </span>
          </span>
        )}
      />
    </Dialog>
  );
}
