/** Bridges from the core's signals and stores to React. */
import {
  createContext,
  useCallback,
  useContext,
  useEffect,
  useState,
  useSyncExternalStore,
} from "react";
import type { Command } from "../core/keys";
import type { EntityStore, Signal } from "../core/signals";
import type { Session } from "../session";

export function useSignal<T>(signal: Signal<T>): T {
  return useSyncExternalStore(signal.subscribe, signal.get);
}

export function useEntity<T>(store: EntityStore<T>, id: string): T | undefined {
  const subscribe = useCallback((tell: () => void) => store.subscribe(id, tell), [store, id]);
  return useSyncExternalStore(subscribe, () => store.get(id));
}

export const SessionContext = createContext<Session | null>(null);

/** The session of the signed-in person; pages that need one are only shown with one. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error("Nobody is signed in.");
  return session;
}

/** Put commands into force while a component is shown. The list must keep its identity. */
export function useCommands(session: Session, commands: Command[]): void {
  useEffect(() => session.keymap.add(commands), [session, commands]);
}

export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · skyportal_like`;
  }, [title]);
}

const query = (text: string) => globalThis.matchMedia(text);

export function useMedia(text: string): boolean {
  const subscribe = useCallback(
    (tell: () => void) => {
      const media = query(text);
      media.addEventListener("change", tell);
      return () => media.removeEventListener("change", tell);
    },
    [text],
  );
  return useSyncExternalStore(subscribe, () => query(text).matches);
}

export const usePhone = () => useMedia("(max-width: 720px)");

/** A value once it has stopped changing for a moment. */
export function useSettled<T>(value: T, after: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), after);
    return () => clearTimeout(timer);
  }, [value, after]);
  return settled;
}
