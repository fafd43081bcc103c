/** Turns grey pixels into colour: a table of 256 colours made of colour map, stretch and contrast. */
import type { Cutout } from "./cutouts";

export const COLOUR_MAPS = ["grey", "inverted", "viridis"] as const;
export type ColourMap = (typeof COLOUR_MAPS)[number];
export const STRETCHES = ["linear", "sqrt", "log", "asinh"] as const;
export type Stretch = (typeof STRETCHES)[number];

export interface Look {
  map: ColourMap;
  stretch: Stretch;
  /** Steps of contrast around 0; each steepens or flattens the middle. */
  contrast: number;
}

const VIRIDIS = [
  [68, 1, 84],
  [72, 40, 120],
  [62, 74, 137],
  [49, 104, 142],
  [38, 130, 142],
  [31, 158, 137],
  [53, 183, 121],
  [110, 206, 88],
  [181, 222, 43],
  [253, 231, 37],
] as const;

const STRETCHED: Record<Stretch, (x: number) => number> = {
  linear: (x) => x,
  sqrt: Math.sqrt,
  log: (x) => Math.log1p(100 * x) / Math.log1p(100),
  asinh: (x) => Math.asinh(10 * x) / Math.asinh(10),
};

const bound = (x: number) => Math.min(1, Math.max(0, x));

function coloured(map: ColourMap, x: number): readonly [number, number, number] {
  if (map === "grey") return [255 * x, 255 * x, 255 * x];
  if (map === "inverted") return [255 - 255 * x, 255 - 255 * x, 255 - 255 * x];
  const place = x * (VIRIDIS.length - 1);
  const low = VIRIDIS[Math.floor(place)] ?? VIRIDIS[0];
  const high = VIRIDIS[Math.ceil(place)] ?? low;
  const part = place - Math.floor(place);
  const mix = (channel: 0 | 1 | 2) => low[channel] + part * (high[channel] - low[channel]);
  return [mix(0), mix(1), mix(2)];
}

/** The colour of each grey value, as little-endian RGBA words. */
export function colourTable(look: Look): Uint32Array {
  const table = new Uint32Array(256);
  const steepness = 1.25 ** look.contrast;
  for (let grey = 0; grey < 256; grey++) {
    const x = bound(0.5 + (STRETCHED[look.stretch](grey / 255) - 0.5) * steepness);
    const [r, g, b] = coloured(look.map, x).map(Math.round) as [number, number, number];
    table[grey] = ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
  }
  return table;
}

const tables = new Map<string, Uint32Array>();

export function tableOf(look: Look): Uint32Array {
  const key = `${look.map}/${look.stretch}/${look.contrast}`;
  let table = tables.get(key);
  if (!table) tables.set(key, (table = colourTable(look)));
  return table;
}

/** Paint a cutout one pixel to one; the page scales the canvas. */
export function paintCutout(canvas: HTMLCanvasElement, cutout: Cutout, look: Look): void {
  const { width, height, pixels } = cutout;
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const context = canvas.getContext("2d");
  if (!context) return;
  const image = context.createImageData(width, height);
  const words = new Uint32Array(image.data.buffer);
  const table = tableOf(look);
  for (let i = 0; i < pixels.length; i++) words[i] = table[pixels[i] ?? 0] ?? 0;
  context.putImageData(image, 0, 0);
}
