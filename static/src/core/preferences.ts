/** What a person likes, kept in this browser. */
import { COLOUR_MAPS, STRETCHES, type Look } from "./painting";
import { Signal } from "./signals";

const PREFIX = "skyportal_like.";

/** A signal that survives a reload; what cannot be read falls back to the first value. */
export class Preference<T> extends Signal<T> {
  constructor(
    private readonly name: string,
    first: T,
    valid: (value: unknown) => value is T,
  ) {
    super(kept(PREFIX + name, first, valid));
  }

  override set(value: T): void {
    super.set(value);
    try {
      localStorage.setItem(PREFIX + this.name, JSON.stringify(value));
    } catch {
      // Storage may be full or forbidden; the choice then lasts until the reload.
    }
  }
}

function kept<T>(key: string, first: T, valid: (value: unknown) => value is T): T {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(key) ?? "null");
    return valid(value) ? value : first;
  } catch {
    return first;
  }
}

const oneOf =
  <T extends string>(...values: readonly T[]) =>
  (value: unknown): value is T =>
    values.includes(value as T);
const isBoolean = (value: unknown): value is boolean => typeof value === "boolean";
const isNumber = (value: unknown): value is number => typeof value === "number";

const isLook = (value: unknown): value is Look => {
  const look = value as Look | null;
  return (
    typeof look === "object" &&
    look !== null &&
    COLOUR_MAPS.includes(look.map) &&
    STRETCHES.includes(look.stretch) &&
    isNumber(look.contrast)
  );
};

export type ThemeChoice = "system" | "light" | "dark";
export type Arrangement = "auto" | "grid" | "focus";

export const preferences = {
  theme: new Preference<ThemeChoice>("theme", "system", oneOf("system", "light", "dark")),
  look: new Preference<Look>("look", { map: "grey", stretch: "linear", contrast: 0 }, isLook),
  /** Move on after a save or a rejection; null leaves it to the group. */
  autoAdvance: new Preference<boolean | null>(
    "auto_advance",
    null,
    (value): value is boolean | null => value === null || isBoolean(value),
  ),
  arrangement: new Preference<Arrangement>("arrangement", "auto", oneOf("auto", "grid", "focus")),
  info: new Preference<boolean>("info", false, isBoolean),
  swipe: new Preference<boolean>("swipe", true, isBoolean),
  singleKeys: new Preference<boolean>("single_keys", true, isBoolean),
  group: new Preference<number>("group", 0, isNumber),
};
