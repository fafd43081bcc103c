/** Writes positions the ways astronomers copy them. */

function sexagesimal(value: number, decimals: number): string {
  const unit = 10 ** decimals;
  const total = Math.round(Math.abs(value) * 3600 * unit);
  const seconds = (total % (60 * unit)) / unit;
  const minutes = Math.floor(total / (60 * unit)) % 60;
  const whole = Math.floor(total / (3600 * unit));
  const pad = (n: number) => String(n).padStart(2, "0");
  return `${pad(whole)}:${pad(minutes)}:${seconds.toFixed(decimals).padStart(decimals ? 3 + decimals : 2, "0")}`;
}

export const raText = (ra: number) => sexagesimal((((ra % 360) + 360) % 360) / 15, 2);

export const decText = (dec: number) => `${dec < 0 ? "−" : "+"}${sexagesimal(dec, 1)}`;

export const positionText = (ra: number, dec: number) => `${raText(ra)} ${decText(dec)}`;

/** The forms that telescopes, catalogues and scripts take. */
export function positionForms(ra: number, dec: number): { name: string; text: string }[] {
  const plain = positionText(ra, dec).replace("−", "-");
  return [
    { name: "hours and degrees", text: plain },
    { name: "degrees", text: `${ra.toFixed(6)} ${dec.toFixed(6)}` },
    { name: "h m s", text: plain.replace(/:/g, " ") },
    { name: "JSON", text: `{"ra": ${ra.toFixed(6)}, "dec": ${dec.toFixed(6)}}` },
  ];
}
