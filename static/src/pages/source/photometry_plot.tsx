/** A large light curve with zoom (uPlot), drawn with the same markers as the small ones. */
import { useEffect, useRef } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { PhotometryPoint } from "../../api/shapes";
import { bandStyle } from "../../core/bands";
import { INKS, trace, traceLimit } from "../../core/curve_painting";
import { dark } from "../../core/themes";
import { useSignal } from "../../ui/hooks";

const HEIGHT = 360;
/** The AB zero point of fluxes in microjansky. */
const ZERO_POINT = 23.9;

export interface Measure {
  value: number;
  error: number;
  limit: boolean;
}

/** What is drawn of a point on either scale; null when there is nothing to draw. */
export function measure(point: PhotometryPoint, flux: boolean): Measure | null {
  const mag = point.mag ?? point.limiting_mag;
  if (typeof mag !== "number") return null;
  const limit = typeof point.mag !== "number";
  const error = limit ? 0 : (point.magerr ?? 0);
  if (!flux) return { value: mag, error, limit };
  const value = 10 ** ((ZERO_POINT - mag) / 2.5);
  return { value, error: (value * error * Math.LN10) / 2.5, limit };
}

interface PlotProps {
  points: PhotometryPoint[];
  flux: boolean;
  utc: boolean;
}

export function PhotometryPlot({ points, flux, utc }: PlotProps) {
  const box = useRef<HTMLDivElement>(null);
  const reading = useRef<HTMLSpanElement>(null);
  const isDark = useSignal(dark);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const say = (text: string) => {
      if (reading.current) reading.current.textContent = text;
    };
    const plot = new uPlot(
      options({ points, flux, utc, isDark, width: element.clientWidth, say }),
      columns(points, flux, utc),
      element,
    );
    const observer = new ResizeObserver(() =>
      plot.setSize({ width: element.clientWidth, height: HEIGHT }),
    );
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.destroy();
    };
  }, [points, flux, utc, isDark]);
  const detections = points.filter((point) => typeof point.mag === "number").length;
  const label =
    `Light curve: ${detections} detections and ${points.length - detections} limits.` +
    " The table shows every value. Drag to zoom, double-click to see all.";
  return (
    <div className="photometry" role="img" aria-label={label} ref={box}>
      <span className="plot-reading" ref={reading} />
    </div>
  );
}

const timeOf = (point: PhotometryPoint, utc: boolean) =>
  utc ? (point.mjd - 40_587) * 86_400 : point.mjd;

function columns(points: PhotometryPoint[], flux: boolean, utc: boolean): uPlot.AlignedData {
  return [
    points.map((point) => timeOf(point, utc)),
    points.map((point) => measure(point, flux)?.value ?? null),
  ];
}

interface Drawing extends PlotProps {
  isDark: boolean;
  width: number;
  say: (text: string) => void;
}

function options(drawing: Drawing): uPlot.Options {
  const { flux, utc, isDark, width, points, say } = drawing;
  const inks = INKS[isDark ? "dark" : "light"];
  const line = { stroke: inks.grid, width: 1 };
  const axis = { stroke: inks.text, font: inks.font, grid: line, ticks: line };
  return {
    width,
    height: HEIGHT,
    legend: { show: false },
    cursor: { drag: { x: true, y: true, uni: 24 }, points: { show: false } },
    scales: {
      x: { time: utc, range: (_plot, low, high) => roomFor(low, high, 0.02) },
      y: { dir: flux ? 1 : -1, range: (_plot, low, high) => roomFor(low, high, 0.06) },
    },
    axes: [
      { ...axis, label: utc ? "UTC" : "MJD", labelFont: inks.font, labelSize: 18, values: utc ? undefined : plainNumbers }, // prettier-ignore
      { ...axis, label: flux ? "flux (µJy)" : "AB magnitude", labelFont: inks.font, labelSize: 18 },
    ],
    series: [{}, { paths: () => null, points: { show: false } }],
    hooks: {
      draw: [(plot) => draw(plot, drawing)],
      setCursor: [
        (plot) => {
          const point = points[plot.cursor.idx ?? -1];
          say(point && (plot.cursor.left ?? -1) >= 0 ? describePoint(point) : "");
        },
      ],
    },
  };
}

const plainNumbers = (_plot: uPlot, values: number[]) => values.map((value) => String(value));

function roomFor(low: number | null, high: number | null, part: number): [number, number] {
  const [from, to] = [low ?? 0, high ?? 1];
  const room = Math.max((to - from) * part, 0.05);
  return [from - room, to + room];
}

function describePoint(point: PhotometryPoint): string {
  const value =
    typeof point.mag !== "number"
      ? `> ${point.limiting_mag?.toFixed(2) ?? "?"}`
      : `${point.mag.toFixed(3)} ± ${(point.magerr ?? 0).toFixed(3)}`;
  return `${point.filter} ${value}, MJD ${point.mjd.toFixed(4)}`;
}

function draw(plot: uPlot, { points, flux, utc, isDark }: Drawing): void {
  const pen = plot.ctx;
  const unit = devicePixelRatio || 1;
  pen.save();
  pen.beginPath();
  pen.rect(plot.bbox.left, plot.bbox.top, plot.bbox.width, plot.bbox.height);
  pen.clip();
  pen.lineWidth = 1.3 * unit;
  for (const point of points) {
    const shown = measure(point, flux);
    if (!shown) continue;
    const style = bandStyle(point.filter);
    const x = plot.valToPos(timeOf(point, utc), "x", true);
    const y = plot.valToPos(shown.value, "y", true);
    pen.fillStyle = pen.strokeStyle = isDark ? style.dark : style.light;
    if (shown.limit) {
      traceLimit(pen, x, y, unit * 1.2);
      pen.stroke();
      continue;
    }
    pen.beginPath();
    pen.moveTo(x, plot.valToPos(shown.value - shown.error, "y", true));
    pen.lineTo(x, plot.valToPos(shown.value + shown.error, "y", true));
    pen.stroke();
    trace(pen, style.shape, x, y, 4 * unit);
    pen.fill();
  }
  pen.restore();
}
