/** The scanning page's rows of the table of commands. */
import type { Command } from "../../core/keys";
import { COLOUR_MAPS, STRETCHES, type Look } from "../../core/painting";
import { preferences } from "../../core/preferences";
import type { Triage } from "./triage";

export interface Surroundings {
  openDialog: (name: "class" | "groups" | "comment" | "queue") => void;
  openSource: (id: string, newTab: boolean) => void;
  toggleFocus: () => void;
}

const after = <T>(list: readonly T[], value: T): T =>
  list[(list.indexOf(value) + 1) % list.length] ?? value;

const look = (change: (look: Look) => Partial<Look>) =>
  preferences.look.update((now) => ({ ...now, ...change(now) }));

export function scanCommands(triage: Triage, around: Surroundings): Command[] {
  return [
    ...movements(triage),
    ...decisions(triage, around),
    ...classes(triage, around),
    ...views(triage, around),
  ];
}

function movements(triage: Triage): Command[] {
  const section = "Move";
  const to = (index: () => number) => () => triage.queue.moveTo(index());
  return [
    { id: "next", keys: ["j", "ArrowDown", "ArrowRight"], title: "Next object", section, legend: "Next", run: () => triage.move(1) }, // prettier-ignore
    { id: "previous", keys: ["k", "ArrowUp", "ArrowLeft"], title: "Previous object", section, legend: "Previous", run: () => triage.move(-1) }, // prettier-ignore
    { id: "next-ten", keys: ["Shift+j", "PageDown"], title: "Ten further", section, run: () => triage.move(10) }, // prettier-ignore
    { id: "previous-ten", keys: ["Shift+k", "PageUp"], title: "Ten back", section, run: () => triage.move(-10) }, // prettier-ignore
    { id: "first", keys: ["Home"], title: "First object", section, run: to(() => 0) },
    { id: "last", keys: ["End"], title: "Last object", section, run: to(() => triage.queue.ids.length - 1) }, // prettier-ignore
    { id: "next-undecided", keys: ["n"], title: "Next undecided object; takes in new ones", section, legend: "Undecided", run: () => void triage.nextUndecided() }, // prettier-ignore
    { id: "select", keys: ["x"], title: "Select, so that a decision applies to all selected", section, run: () => triage.toggleSelected() }, // prettier-ignore
    { id: "select-range", keys: ["Shift+x"], title: "Select up to here", section, run: () => triage.selectRange() }, // prettier-ignore
    { id: "clear-selection", keys: ["Escape"], title: "Clear the selection", section, enabled: () => triage.queue.selection.value.size > 0, run: () => triage.queue.clearSelection() }, // prettier-ignore
  ];
}

function decisions(triage: Triage, around: Surroundings): Command[] {
  const section = "Decide";
  return [
    { id: "save", keys: ["s"], title: `Save to ${triage.groupName}`, section, legend: "Save", run: () => triage.save() }, // prettier-ignore
    { id: "save-to", keys: ["Shift+s"], title: "Save to other groups", section, run: () => around.openDialog("groups") }, // prettier-ignore
    { id: "reject", keys: ["r"], title: "Reject", section, legend: "Reject", run: () => triage.reject() }, // prettier-ignore
    { id: "undo", keys: ["u", "Mod+z"], title: "Undo, and return to the object", section, legend: "Undo", run: () => triage.undo() }, // prettier-ignore
    { id: "redo", keys: ["Shift+u", "Mod+Shift+z"], title: "Redo", section, run: () => triage.redo() }, // prettier-ignore
    { id: "comment", keys: ["c"], title: "Comment", section, run: () => around.openDialog("comment") }, // prettier-ignore
  ];
}

function classes(triage: Triage, around: Surroundings): Command[] {
  const section = "Classify";
  const palette: Command[] = triage.palette.value.classes.map((one) => ({
    id: `class-${one.key}`,
    keys: [one.key],
    title: one.label ?? one.classification,
    section,
    legend: one.label ?? one.classification,
    run: () =>
      triage.classify({ taxonomy_id: one.taxonomy_id, classification: one.classification }),
  }));
  return [
    ...palette,
    { id: "class-any", keys: ["t"], title: "Any class of the taxonomy", section, legend: "Class…", run: () => around.openDialog("class") }, // prettier-ignore
    { id: "class-again", keys: ["."], title: "The same class again", section, enabled: () => triage.lastClass.value !== null, run: () => triage.lastClass.value && triage.classify(triage.lastClass.value) }, // prettier-ignore
    { id: "class-clear", keys: ["0"], title: "Take my class away", section, run: () => triage.clearClasses() }, // prettier-ignore
  ];
}

function views(triage: Triage, around: Surroundings): Command[] {
  const section = "Look";
  const open = (newTab: boolean) => () => {
    const id = triage.queue.current;
    if (id) around.openSource(id, newTab);
  };
  return [
    { id: "open", keys: ["Enter"], title: "Open the source page", section, run: open(false) },
    { id: "open-tab", keys: ["o"], title: "Open the source page in a new tab", section, run: open(true) }, // prettier-ignore
    { id: "blink", keys: ["b"], title: "Hold to see the reference in place of the science image", section, run: () => triage.blinking.set(true), release: () => triage.blinking.set(false) }, // prettier-ignore
    { id: "colour-map", keys: ["v"], title: "Next colour map", section, run: () => look(({ map }) => ({ map: after(COLOUR_MAPS, map) })) }, // prettier-ignore
    { id: "stretch", keys: ["Shift+v"], title: "Next stretch", section, run: () => look(({ stretch }) => ({ stretch: after(STRETCHES, stretch) })) }, // prettier-ignore
    { id: "less-contrast", keys: ["["], title: "Less contrast", section, run: () => look(({ contrast }) => ({ contrast: Math.max(-6, contrast - 1) })) }, // prettier-ignore
    { id: "more-contrast", keys: ["]"], title: "More contrast", section, run: () => look(({ contrast }) => ({ contrast: Math.min(8, contrast + 1) })) }, // prettier-ignore
    { id: "focus", keys: ["f"], title: "One object at a time, or the list", section, legend: "Focus", run: around.toggleFocus }, // prettier-ignore
    { id: "info", keys: ["i"], title: "Comments and annotations beside the list", section, run: () => preferences.info.update((on) => !on) }, // prettier-ignore
    { id: "advance", keys: ["Shift+a"], title: "Move on by itself after a decision, or not", section, run: () => preferences.autoAdvance.set(!triage.autoAdvance) }, // prettier-ignore
    { id: "queue", keys: ["q"], title: "Choose what to scan", section, run: () => around.openDialog("queue") }, // prettier-ignore
  ];
}
