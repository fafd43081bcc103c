/** How each passband looks: colours that the colour-blind tell apart, and a shape of its own. */

export type Shape = "circle" | "square" | "diamond" | "triangle" | "star" | "cross";

export interface BandStyle {
  name: string;
  shape: Shape;
  light: string;
  dark: string;
}

const style = (name: string, shape: Shape, light: string, dark = light): BandStyle => ({
  name,
  shape,
  light,
  dark,
});

const STYLES: Record<string, BandStyle> = {
  g: style("g", "circle", "#009E73", "#1fc898"),
  r: style("r", "square", "#D55E00", "#f07b22"),
  i: style("i", "diamond", "#0072B2", "#4aa8e8"),
  z: style("z", "triangle", "#CC79A7", "#e39ac4"),
  y: style("y", "star", "#E69F00", "#f2b632"),
};

const OTHER = ["#56B4E9", "#7A5195", "#8C564B", "#6B6B6B"];

/** The style of a band like "ztfg", "sdssr", "2massj" or "g": the last letter decides. */
export function bandStyle(band: string): BandStyle {
  const letter = band.slice(-1).toLowerCase();
  const known = STYLES[letter];
  if (known) return known;
  const colour = OTHER[letter.charCodeAt(0) % OTHER.length] ?? "#6B6B6B";
  return style(band, "cross", colour);
}

/** The markers as characters, for buttons and legends. */
export const MARKERS: Record<Shape, string> = {
  circle: "●",
  square: "■",
  diamond: "◆",
  triangle: "▲",
  star: "★",
  cross: "✚",
};

const ORDER = "ugrizy";

/** From blue to red, others after them by name. */
export function byColour(a: string, b: string): number {
  const rank = (band: string) => (ORDER.indexOf(band.slice(-1)) + 7) % 7;
  return rank(a) - rank(b) || a.localeCompare(b);
}
