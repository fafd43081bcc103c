/** A part that may scroll sideways, and then can be reached and moved with the keyboard. */
import type { ReactNode } from "react";

export function ScrollRegion({ label, children }: { label: string; children: ReactNode }) {
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls
    <div className="scroll-x" role="region" aria-label={`${label}, table`} tabIndex={0}>
      {children}
    </div>
  );
}
