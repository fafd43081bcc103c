/** One act on a group: what the page shows of it is read again afterwards. */
import { useQueryClient } from "@tanstack/react-query";
import { useAct, type Act } from "../../ui/acts";

const SHOWN = [["group"], ["groups"], ["filters"], ["admissions"]];

/** Do something, then read anew: what was refused may have been refused because the page is old. */
export function useRenewing(): (work: () => Promise<unknown>) => Promise<void> {
  const client = useQueryClient();
  return async (work) => {
    try {
      await work();
    } finally {
      await Promise.all(SHOWN.map((queryKey) => client.invalidateQueries({ queryKey })));
    }
  };
}

export function useChange(): Act {
  const renewing = useRenewing();
  const act = useAct();
  return { ...act, run: (name, work) => act.run(name, () => renewing(work)) };
}
