/** Short messages that come and go; failures stay until they are read. */
import { Signal } from "./signals";

export interface Toast {
  id: number;
  kind: "info" | "error";
  text: string;
  action?: { label: string; run: () => void };
}

let last = 0;

export class Toasts {
  readonly list = new Signal<Toast[]>([]);
  /** The sentence for people who listen instead of look. */
  readonly spoken = new Signal("");

  show(toast: Omit<Toast, "id">, lasts = toast.kind === "error" ? 12_000 : 4_000): void {
    const id = ++last;
    this.list.update((list) => [...list.slice(-3), { ...toast, id }]);
    this.spoken.set(toast.text);
    setTimeout(() => this.dismiss(id), lasts);
  }

  say(text: string): void {
    this.spoken.set(text);
  }

  dismiss(id: number): void {
    this.list.update((list) => list.filter((toast) => toast.id !== id));
  }
}
