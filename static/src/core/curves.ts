/** Light curves as columns, and where each point lies on a small plot. Pure. */
import type { LightCurveColumns } from "../api/shapes";

export interface LightCurve {
  mjd: Float64Array;
  /** NaN where there is only a limit. */
  mag: Float32Array;
  magerr: Float32Array;
  limit: Float32Array;
  band: Uint8Array;
  bands: string[];
}

export interface CurveFacts {
  detections: number;
  last: { mag: number; magerr: number; band: string; mjd: number } | null;
  peak: { mag: number; mjd: number } | null;
  /** Days between the first and the last detection. */
  age: number | null;
}

const floats = (values: (number | null)[]) => Float32Array.from(values, (value) => value ?? NaN);

export function lightCurve(columns: LightCurveColumns, bands: string[]): LightCurve {
  return {
    mjd: Float64Array.from(columns.mjd),
    mag: floats(columns.mag),
    magerr: floats(columns.magerr),
    limit: floats(columns.limiting_mag),
    band: Uint8Array.from(columns.band),
    bands,
  };
}

export function curveFacts(curve: LightCurve): CurveFacts {
  const facts: CurveFacts = { detections: 0, last: null, peak: null, age: null };
  let first = NaN;
  for (let i = 0; i < curve.mjd.length; i++) {
    const mag = curve.mag[i] ?? NaN;
    if (Number.isNaN(mag)) continue;
    const mjd = curve.mjd[i] ?? NaN;
    if (facts.detections === 0) first = mjd;
    facts.detections += 1;
    if (!facts.peak || mag < facts.peak.mag) facts.peak = { mag, mjd };
    const band = curve.bands[curve.band[i] ?? 0] ?? "";
    facts.last = { mag, magerr: curve.magerr[i] ?? NaN, band, mjd };
  }
  if (facts.last) facts.age = facts.last.mjd - first;
  return facts;
}

export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export interface Scale {
  low: number;
  high: number;
  ticks: number[];
  decimals: number;
}

export interface Plot {
  box: Box;
  x: (mjd: number) => number;
  y: (mag: number) => number;
  time: Scale;
  brightness: Scale;
}

const STEPS = [1, 2, 2.5, 5, 10];

/** About so many round numbers between two values. */
export function scaleOf(low: number, high: number, wanted: number): Scale {
  const rough = (high - low) / Math.max(1, wanted);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = (STEPS.find((one) => one * power >= rough * (1 - 1e-9)) ?? 10) * power;
  const ticks: number[] = [];
  for (let k = Math.ceil(low / step); k * step <= high + step * 1e-9; k++) ticks.push(k * step);
  const decimals = Math.max(
    0,
    -Math.floor(Math.log10(step) + 1e-9) + (step / power === 2.5 ? 1 : 0),
  );
  return { low, high, ticks, decimals };
}

/** Lay a curve out in a canvas of a size; null when it has no point at all. */
export function plotOf(curve: LightCurve, width: number, height: number): Plot | null {
  let [bright, faint, start, end] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let i = 0; i < curve.mjd.length; i++) {
    const mag = curve.mag[i] ?? NaN;
    const limit = curve.limit[i] ?? NaN;
    const value = Number.isNaN(mag) ? limit : mag;
    if (Number.isNaN(value)) continue;
    const error = Number.isNaN(mag) ? 0 : Math.min(0.5, curve.magerr[i] || 0);
    bright = Math.min(bright, value - error);
    faint = Math.max(faint, value + error);
    start = Math.min(start, curve.mjd[i] ?? Infinity);
    end = Math.max(end, curve.mjd[i] ?? -Infinity);
  }
  if (bright > faint) return null;
  const roomY = Math.max(0.12, (faint - bright) * 0.06);
  const roomX = Math.max(0.5, (end - start) * 0.02);
  const box = { left: 40, top: 8, right: width - 8, bottom: height - 20 };
  const time = scaleOf(start - roomX, end + roomX, Math.max(2, (box.right - box.left) / 110));
  const brightness = scaleOf(bright - roomY, faint + roomY, (box.bottom - box.top) / 28);
  const perDay = (box.right - box.left) / (time.high - time.low);
  const perMag = (box.bottom - box.top) / (brightness.high - brightness.low);
  return {
    box,
    time,
    brightness,
    x: (mjd) => box.left + (mjd - time.low) * perDay,
    y: (mag) => box.top + (mag - brightness.low) * perMag,
  };
}

/** The point nearest to a place on the plot, within a reach in pixels. */
export function nearestPoint(
  curve: LightCurve,
  plot: Plot,
  x: number,
  y: number,
  reach = 24,
): number | null {
  let best: number | null = null;
  let distance = reach * reach;
  for (let i = 0; i < curve.mjd.length; i++) {
    const mag = curve.mag[i] ?? NaN;
    const value = Number.isNaN(mag) ? (curve.limit[i] ?? NaN) : mag;
    const away = (plot.x(curve.mjd[i] ?? NaN) - x) ** 2 + (plot.y(value) - y) ** 2;
    if (away < distance) [best, distance] = [i, away];
  }
  return best;
}

/** The curve in words, for those who do not see the canvas. */
export function curveText(curve: LightCurve | undefined): string {
  if (!curve || curve.mjd.length === 0) return "Light curve: no photometry";
  const { detections, last, peak, age } = curveFacts(curve);
  const limits = curve.mjd.length - detections;
  if (!last || !peak) return `Light curve: no detection, ${limits} upper limits`;
  const bands = [...new Set(Array.from(curve.band, (index) => curve.bands[index] ?? ""))];
  return (
    `Light curve: ${detections} detections and ${limits} upper limits in ${bands.join(", ")}` +
    ` over ${(age ?? 0).toFixed(1)} days, brightest ${peak.mag.toFixed(2)},` +
    ` last ${last.mag.toFixed(2)} mag`
  );
}
