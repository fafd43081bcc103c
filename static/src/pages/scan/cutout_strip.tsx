/** Science, reference and difference side by side, painted from raw pixels. */
import { memo, useLayoutEffect, useRef } from "react";
import { paintCutout, type Look } from "../../core/painting";
import { ROLE_NAMES, ROLES, type Cutout, type Cutouts, type Role } from "../../core/cutouts";
import { preferences } from "../../core/preferences";
import { useSignal } from "../../ui/hooks";

interface StripProps {
  /** Undefined while they are on their way, null when they could not be fetched. */
  cutouts: Cutouts | undefined | null;
  blinking?: boolean;
}

export const CutoutStrip = memo(function CutoutStrip({ cutouts, blinking = false }: StripProps) {
  const look = useSignal(preferences.look);
  return (
    <div className="cutouts">
      {ROLES.map((role) => {
        const shown: Role = blinking && role === "new" ? "ref" : role;
        return (
          <figure key={role}>
            <CutoutFrame cutouts={cutouts} role={shown} look={look} />
            <figcaption>{ROLE_NAMES[shown]}</figcaption>
          </figure>
        );
      })}
    </div>
  );
});

function CutoutFrame({ cutouts, role, look }: StripProps & { role: Role; look: Look }) {
  if (cutouts === undefined) return <div className="frame waiting" />;
  const cutout = cutouts?.[role];
  if (!cutout) {
    const why = cutouts === null ? "could not be fetched" : `no ${ROLE_NAMES[role]} image`;
    return (
      <div className="frame missing" data-testid="missing-cutout">
        <span>{why}</span>
      </div>
    );
  }
  return <CutoutCanvas cutout={cutout} look={look} />;
}

function CutoutCanvas({ cutout, look }: { cutout: Cutout; look: Look }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    if (canvas.current) paintCutout(canvas.current, cutout, look);
  }, [cutout, look]);
  const name = ROLE_NAMES[cutout.role];
  return (
    <canvas
      ref={canvas}
      className="frame"
      role="img"
      aria-label={`${name} cutout`}
      width={63}
      height={63}
    />
  );
}
