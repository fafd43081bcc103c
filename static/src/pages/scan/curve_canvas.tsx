/** A small light curve on a canvas; pointing at it or tapping it reads a value. */
import { memo, useLayoutEffect, useRef, useState } from "react";
import { curveText, nearestPoint, type LightCurve, type Plot } from "../../core/curves";
import { paintCurve } from "../../core/curve_painting";
import { dark } from "../../core/themes";
import { useSignal } from "../../ui/hooks";

interface Reading {
  curve: LightCurve;
  x: number;
  y: number;
  text: string;
}

function reading(curve: LightCurve, plot: Plot, index: number): Reading {
  const mag = curve.mag[index] ?? NaN;
  const limit = curve.limit[index] ?? NaN;
  const mjd = curve.mjd[index] ?? NaN;
  const band = curve.bands[curve.band[index] ?? 0] ?? "";
  const isLimit = Number.isNaN(mag);
  const error = curve.magerr[index] ?? NaN;
  const value = isLimit ? `> ${limit.toFixed(2)}` : `${mag.toFixed(2)} ± ${error.toFixed(2)}`;
  const y = plot.y(isLimit ? limit : mag);
  return { curve, x: plot.x(mjd), y, text: `${band} ${value}, MJD ${mjd.toFixed(3)}` };
}

export const CurveCanvas = memo(function CurveCanvas({ curve }: { curve: LightCurve | undefined }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const plot = useRef<Plot | null>(null);
  const isDark = useSignal(dark);
  const [read, setRead] = useState<Reading | null>(null);
  const isEmpty = curve?.mjd.length === 0;

  useLayoutEffect(() => {
    const element = canvas.current;
    if (!element) return;
    if (!curve) {
      // The element may have shown another object a moment ago.
      element.width = 0;
      plot.current = null;
      return;
    }
    // The first observation comes in the same frame, after the layout: asking for the size here
    // would lay the page out once for every card.
    const observer = new ResizeObserver((entries) => {
      const { width, height } = entries.at(-1)?.contentRect ?? { width: 0, height: 0 };
      if (width > 0) plot.current = paintCurve(element, curve, { width, height }, isDark);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [curve, isDark]);

  if (isEmpty) {
    return (
      <div className="curve missing" data-testid="no-photometry">
        <span>no photometry</span>
      </div>
    );
  }
  const point = (event: React.PointerEvent) => {
    if (!curve || !plot.current) return;
    const { offsetX, offsetY } = event.nativeEvent;
    const index = nearestPoint(curve, plot.current, offsetX, offsetY);
    setRead(index === null ? null : reading(curve, plot.current, index));
  };
  return (
    <div className="curve">
      <canvas
        ref={canvas}
        role="img"
        aria-label={curveText(curve)}
        onPointerMove={point}
        onPointerDown={point}
        onPointerLeave={() => setRead(null)}
      />
      {read && read.curve === curve && (
        <span className="reading" style={{ left: read.x, top: read.y }}>
          {read.text}
        </span>
      )}
    </div>
  );
});
