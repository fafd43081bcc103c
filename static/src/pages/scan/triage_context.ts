/** Gives the parts of the scanning page their sitting. */
import { createContext, useContext } from "react";
import type { Triage } from "./triage";

export const TriageContext = createContext<Triage | null>(null);

export function useTriage(): Triage {
  const triage = useContext(TriageContext);
  if (!triage) throw new Error("There is no queue here.");
  return triage;
}
