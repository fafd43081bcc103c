import { beforeEach, describe, expect, test } from "vitest";
import { collisions, keyLabel, keyOf, Keymap, takesKeys, type Command } from "../src/core/keys";

let ran: string[];
let keymap: Keymap;

const command = (id: string, keys: string[], more: Partial<Command> = {}): Command => ({
  id,
  keys,
  title: id,
  section: "Test",
  run: () => ran.push(id),
  ...more,
});

const press = (key: string, init: KeyboardEventInit = {}, target: Element = document.body) => {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...init });
  target.dispatchEvent(event);
  return event;
};

beforeEach(() => {
  document.body.innerHTML = "";
  ran = [];
  keymap = new Keymap();
  return keymap.listen(document);
});

describe("keys", () => {
  test("are written with their modifiers, letters in lower case", () => {
    expect(keyOf(new KeyboardEvent("keydown", { key: "S", shiftKey: true }))).toBe("Shift+s");
    expect(keyOf(new KeyboardEvent("keydown", { key: "?", shiftKey: true }))).toBe("?");
    expect(keyOf(new KeyboardEvent("keydown", { key: "k", metaKey: true }))).toBe("Mod+k");
    expect(keyOf(new KeyboardEvent("keydown", { key: "ArrowDown", shiftKey: true }))).toBe(
      "Shift+ArrowDown",
    );
  });

  test("run their command and keep the browser from acting on them", () => {
    keymap.add([command("save", ["s"])]);
    expect(press("s").defaultPrevented).toBe(true);
    expect(ran).toEqual(["save"]);
  });

  test("repeat as long as they are held", () => {
    keymap.add([command("next", ["j"])]);
    press("j");
    press("j", { repeat: true });
    expect(ran).toEqual(["next", "next"]);
  });

  test("belong to text fields and dialogs, but not to radios and checkboxes", () => {
    document.body.innerHTML = `
      <input type="text"><textarea></textarea><select></select>
      <input type="radio"><input type="checkbox">
      <div role="dialog"><button>x</button></div>`;
    const takes = [...document.querySelectorAll("input, textarea, select, button")].map(takesKeys);
    expect(takes).toEqual([true, true, true, false, false, true]);
  });

  test("do nothing while somebody types", () => {
    keymap.add([command("save", ["s"]), command("palette", ["Mod+k"])]);
    const field = document.createElement("input");
    field.type = "text";
    document.body.append(field);
    press("s", {}, field);
    press("k", { ctrlKey: true }, field);
    expect(ran).toEqual(["palette"]);
  });

  test("leave Enter to the button that has the focus", () => {
    keymap.add([command("open", ["Enter"])]);
    document.body.innerHTML = "<button>x</button>";
    press("Enter", {}, document.querySelector("button") ?? document.body);
    expect(ran).toEqual([]);
    press("Enter");
    expect(ran).toEqual(["open"]);
  });

  test("can be pressed one after the other", () => {
    keymap.add([command("scan", ["g s"]), command("save", ["s"])]);
    press("g");
    press("s");
    press("s");
    expect(ran).toEqual(["scan", "save"]);
  });

  test("go to the innermost page, and back when it closes", () => {
    keymap.add([command("outer", ["u"])]);
    const close = keymap.add([command("inner", ["u"])]);
    press("u");
    close();
    press("u");
    expect(ran).toEqual(["inner", "outer"]);
  });

  test("of a command that does not apply now fall through to the one that does", () => {
    keymap.add([command("always", ["Escape"])]);
    keymap.add([command("selection", ["Escape"], { enabled: () => false })]);
    press("Escape");
    expect(ran).toEqual(["always"]);
  });

  test("that are held end when they are let go", () => {
    keymap.add([command("blink", ["b"], { release: () => ran.push("end") })]);
    press("b");
    document.body.dispatchEvent(new KeyboardEvent("keyup", { key: "b", bubbles: true }));
    expect(ran).toEqual(["blink", "end"]);
  });

  test("alone can be switched off, those with Ctrl stay", () => {
    keymap.add([command("save", ["s"]), command("undo", ["Mod+z"])]);
    keymap.enabled.set(false);
    press("s");
    press("z", { ctrlKey: true });
    expect(ran).toEqual(["undo"]);
  });

  test("that two commands claim are found", () => {
    expect(collisions([command("a", ["s", "x"]), command("b", ["s"])])).toEqual(["s"]);
  });

  test("have short names on their caps", () => {
    expect(keyLabel("Mod+ArrowDown")).toBe("Ctrl+↓");
  });
});
