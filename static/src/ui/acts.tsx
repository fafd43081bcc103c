/** One act at a time: a double click is one act, and what the server says stands where it belongs. */
import { useRef, useState } from "react";
import { ApiError, describe } from "../api/call";

export interface Act {
  /** The name of what is under way. */
  busy: string | null;
  /** Do something unless something is under way; true when it was done. */
  run: (name: string, work: () => Promise<unknown>) => Promise<boolean>;
  /** What is wrong with a field. */
  at: (field: string) => string | undefined;
  /** What is wrong besides these fields. */
  beside: (...fields: string[]) => string | null;
  forget: () => void;
}

export function useAct(): Act {
  const underWay = useRef(false);
  const [busy, setBusy] = useState<string | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const run = async (name: string, work: () => Promise<unknown>) => {
    if (underWay.current) return false;
    underWay.current = true;
    setBusy(name);
    setFailure(null);
    try {
      await work();
      return true;
    } catch (error) {
      setFailure(error);
      return false;
    } finally {
      underWay.current = false;
      setBusy(null);
    }
  };
  return {
    busy,
    run,
    at: (field) => faults(failure)[field],
    beside: (...fields) => beside(failure, fields),
    forget: () => setFailure(null),
  };
}

/** Fields and what is wrong with them; of a single one the whole sentence says more. */
export function faults(error: unknown): Record<string, string> {
  if (!(error instanceof ApiError)) return {};
  const names = Object.keys(error.fields);
  const [only] = names;
  return names.length === 1 && only ? { [only]: error.message } : error.fields;
}

/** The sentence for what is not said at one of these fields. */
export function beside(error: unknown, fields: string[]): string | null {
  if (error === null) return null;
  const named = Object.keys(faults(error));
  const said = named.length > 0 && named.every((name) => fields.includes(name));
  return said ? null : describe(error);
}

export function Problem({ text }: { text: string | null }) {
  return text ? (
    <p className="problem" role="alert">
      {text}
    </p>
  ) : null;
}
