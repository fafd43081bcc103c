/** Draws a light curve on a 2-D canvas, fast enough for dozens on one page. */
import { bandStyle, type Shape } from "./bands";
import { plotOf, type LightCurve, type Plot } from "./curves";

interface Inks {
  text: string;
  grid: string;
  font: string;
}

export const INKS: Record<"light" | "dark", Inks> = {
  light: { text: "#555b66", grid: "#e6e8ec", font: "11px system-ui, sans-serif" },
  dark: { text: "#a3abb8", grid: "#2a2f38", font: "11px system-ui, sans-serif" },
};

/** Trace a marker of a radius around a point; the caller fills or strokes it. */
export function trace(
  pen: CanvasRenderingContext2D,
  shape: Shape,
  x: number,
  y: number,
  r: number,
): void {
  pen.beginPath();
  switch (shape) {
    case "circle":
      pen.arc(x, y, r, 0, 7);
      return;
    case "square":
      pen.rect(x - r * 0.9, y - r * 0.9, r * 1.8, r * 1.8);
      return;
    case "cross":
      pen.rect(x - r, y - r * 0.35, r * 2, r * 0.7);
      pen.rect(x - r * 0.35, y - r, r * 0.7, r * 2);
      return;
    default:
      polygon(pen, corners(shape, r), x, y);
  }
}

function corners(shape: Shape, r: number): [number, number][] {
  if (shape === "diamond") return [[0, -r * 1.25], [r * 1.25, 0], [0, r * 1.25], [-r * 1.25, 0]]; // prettier-ignore
  if (shape === "triangle") return [[0, -r * 1.2], [r * 1.15, r * 0.9], [-r * 1.15, r * 0.9]]; // prettier-ignore
  return Array.from({ length: 10 }, (_, k) => {
    const reach = k % 2 ? r * 0.55 : r * 1.35;
    const angle = (Math.PI * k) / 5 - Math.PI / 2;
    return [reach * Math.cos(angle), reach * Math.sin(angle)];
  });
}

function polygon(
  pen: CanvasRenderingContext2D,
  points: [number, number][],
  x: number,
  y: number,
): void {
  points.forEach(([dx, dy], k) => (k ? pen.lineTo(x + dx, y + dy) : pen.moveTo(x + dx, y + dy)));
  pen.closePath();
}

/** Trace the hollow down-triangle of an upper limit. */
export function traceLimit(
  pen: CanvasRenderingContext2D,
  x: number,
  y: number,
  size: number,
): void {
  pen.beginPath();
  polygon(pen, [[-3.5 * size, -3 * size], [3.5 * size, -3 * size], [0, 3.5 * size]], x, y); // prettier-ignore
}

function paintAxes(pen: CanvasRenderingContext2D, plot: Plot, inks: Inks): void {
  const { box } = plot;
  pen.font = inks.font;
  pen.fillStyle = inks.text;
  pen.strokeStyle = inks.grid;
  pen.lineWidth = 1;
  pen.textAlign = "right";
  pen.textBaseline = "middle";
  pen.beginPath();
  for (const tick of plot.brightness.ticks) {
    const y = Math.round(plot.y(tick)) + 0.5;
    if (y > box.bottom) continue;
    pen.moveTo(box.left, y);
    pen.lineTo(box.right, y);
    pen.fillText(tick.toFixed(plot.brightness.decimals), box.left - 6, y);
  }
  pen.stroke();
  pen.textAlign = "center";
  pen.textBaseline = "bottom";
  for (const tick of plot.time.ticks) {
    const x = Math.min(Math.max(plot.x(tick), box.left + 16), box.right - 16);
    pen.fillText(tick.toFixed(plot.time.decimals), x, box.bottom + 19);
  }
}

function paintLimits(
  pen: CanvasRenderingContext2D,
  curve: LightCurve,
  plot: Plot,
  dark: boolean,
): void {
  pen.lineWidth = 1;
  pen.globalAlpha = 0.6;
  for (let i = 0; i < curve.mjd.length; i++) {
    if (!Number.isNaN(curve.mag[i] ?? NaN)) continue;
    const style = bandStyle(curve.bands[curve.band[i] ?? 0] ?? "");
    const [x, y] = [plot.x(curve.mjd[i] ?? 0), plot.y(curve.limit[i] ?? NaN)];
    pen.strokeStyle = dark ? style.dark : style.light;
    traceLimit(pen, x, y, 1);
    pen.stroke();
  }
  pen.globalAlpha = 1;
}

function paintPoints(
  pen: CanvasRenderingContext2D,
  curve: LightCurve,
  plot: Plot,
  dark: boolean,
  radius: number,
): void {
  const { top, bottom } = plot.box;
  pen.lineWidth = 1.2;
  for (let i = 0; i < curve.mjd.length; i++) {
    const mag = curve.mag[i] ?? NaN;
    if (Number.isNaN(mag)) continue;
    const style = bandStyle(curve.bands[curve.band[i] ?? 0] ?? "");
    const [x, y] = [plot.x(curve.mjd[i] ?? 0), plot.y(mag)];
    const error = curve.magerr[i] ?? NaN;
    pen.fillStyle = pen.strokeStyle = dark ? style.dark : style.light;
    if (error > 0) {
      pen.beginPath();
      pen.moveTo(x, Math.max(top, plot.y(mag - error)));
      pen.lineTo(x, Math.min(bottom, plot.y(mag + error)));
      pen.stroke();
    }
    trace(pen, style.shape, x, y, radius);
    pen.fill();
  }
}

/** Draw a curve into a canvas of a size in CSS pixels; gives its layout, or null without points. */
export function paintCurve(
  canvas: HTMLCanvasElement,
  curve: LightCurve,
  size: { width: number; height: number },
  dark: boolean,
): Plot | null {
  const density = Math.min(3, globalThis.devicePixelRatio || 1);
  const [width, height] = [Math.round(size.width * density), Math.round(size.height * density)];
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const pen = canvas.getContext("2d");
  if (!pen) return null;
  pen.setTransform(density, 0, 0, density, 0, 0);
  pen.clearRect(0, 0, size.width, size.height);
  const plot = plotOf(curve, size.width, size.height);
  if (!plot) return null;
  paintAxes(pen, plot, INKS[dark ? "dark" : "light"]);
  paintLimits(pen, curve, plot, dark);
  paintPoints(pen, curve, plot, dark, size.height > 220 ? 4 : 3);
  return plot;
}
