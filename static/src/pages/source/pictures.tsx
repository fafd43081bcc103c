/** The cutouts of an object, large, with colour map and stretch. */
import { SegmentedControl } from "@mantine/core";
import { useEffect, useState } from "react";
import { COLOUR_MAPS, STRETCHES, type ColourMap, type Stretch } from "../../core/painting";
import type { Cutouts } from "../../core/cutouts";
import { preferences } from "../../core/preferences";
import { useSession, useSignal } from "../../ui/hooks";
import { CutoutStrip } from "../scan/cutout_strip";

export function Pictures({ id }: { id: string }) {
  const session = useSession();
  const look = useSignal(preferences.look);
  const [cutouts, setCutouts] = useState<Cutouts | null | undefined>(() =>
    session.cutouts.peek(id),
  );
  useEffect(() => {
    let wanted = true;
    session.cutouts.ready([id]).then(
      () => wanted && setCutouts(session.cutouts.peek(id) ?? null),
      () => wanted && setCutouts(null),
    );
    return () => {
      wanted = false;
    };
  }, [session, id]);
  return (
    <section className="panel" aria-label="Cutouts">
      <header>
        <h2>Cutouts</h2>
        <span className="spread" />
        <SegmentedControl
          size="xs"
          aria-label="Colour map"
          data={[...COLOUR_MAPS]}
          value={look.map}
          onChange={(map) => preferences.look.set({ ...look, map: map as ColourMap })}
        />
        <SegmentedControl
          size="xs"
          aria-label="Stretch"
          data={[...STRETCHES]}
          value={look.stretch}
          onChange={(stretch) => preferences.look.set({ ...look, stretch: stretch as Stretch })}
        />
      </header>
      <CutoutStrip cutouts={cutouts} />
    </section>
  );
}
