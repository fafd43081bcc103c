/** Swiping a card on a phone: right saves, left rejects, up skips. */
import { useEffect } from "react";
import { preferences } from "../../core/preferences";
import type { Triage } from "./triage";

export type Swipe = "save" | "reject" | "skip";

const FAR = 80;

/** What a finger that moved so far means; null when it did not move enough or not clearly. */
export function swipeOf(dx: number, dy: number): Swipe | null {
  if (Math.abs(dx) > FAR && Math.abs(dx) > 1.5 * Math.abs(dy)) return dx > 0 ? "save" : "reject";
  return -dy > FAR && -dy > 2 * Math.abs(dx) ? "skip" : null;
}

export function useSwipe(card: React.RefObject<HTMLElement | null>, triage: Triage): void {
  useEffect(() => {
    const element = card.current;
    if (!element) return;
    let from: { x: number; y: number } | null = null;
    const start = (event: TouchEvent) => {
      const touch = event.touches.length === 1 ? event.touches[0] : undefined;
      const wanted = touch && preferences.swipe.value;
      from = wanted ? { x: touch.clientX, y: touch.clientY } : null;
    };
    const move = (event: TouchEvent) => {
      const touch = event.touches[0];
      if (!from || !touch) return;
      const dx = touch.clientX - from.x;
      const sideways = Math.abs(dx) > 1.2 * Math.abs(touch.clientY - from.y);
      element.style.transform = sideways ? `translateX(${dx}px) rotate(${dx / 60}deg)` : "";
      element.dataset.swipe = swipeOf(dx, touch.clientY - from.y) ?? "";
    };
    const end = (event: TouchEvent) => {
      element.style.transform = "";
      delete element.dataset.swipe;
      const touch = event.changedTouches[0];
      const meant = from && touch && swipeOf(touch.clientX - from.x, touch.clientY - from.y);
      from = null;
      if (!meant || meant === "skip") {
        if (meant && element.scrollHeight <= element.clientHeight) triage.move(1);
        return;
      }
      navigator.vibrate?.(12);
      if (meant === "save") triage.save();
      else triage.reject();
    };
    element.addEventListener("touchstart", start, { passive: true });
    element.addEventListener("touchmove", move, { passive: true });
    element.addEventListener("touchend", end, { passive: true });
    return () => {
      element.removeEventListener("touchstart", start);
      element.removeEventListener("touchmove", move);
      element.removeEventListener("touchend", end);
    };
  }, [card, triage]);
}
