import { describe, expect, test } from "vitest";
import { bandStyle, byColour } from "../src/core/bands";
import {
  curveFacts,
  curveText,
  lightCurve,
  nearestPoint,
  plotOf,
  scaleOf,
} from "../src/core/curves";
import { decText, positionForms, raText } from "../src/core/coordinates";

const curve = lightCurve(
  {
    mjd: [60000, 60010, 60020, 60030],
    mag: [null, 19.5, 18.5, 19.1],
    magerr: [null, 0.2, 0.1, 0.1],
    limiting_mag: [20.5, 20.4, 20.6, 20.5],
    band: [0, 0, 1, 1],
  },
  ["ztfg", "ztfr"],
);

describe("the facts of a light curve", () => {
  test("count detections only, and name the last and the brightest", () => {
    const facts = curveFacts(curve);
    expect(facts.detections).toBe(3);
    expect(facts.last?.mag).toBeCloseTo(19.1);
    expect(facts.last?.band).toBe("ztfr");
    expect(facts.peak).toEqual({ mag: 18.5, mjd: 60020 });
    expect(facts.age).toBe(20);
  });

  test("are said in words", () => {
    expect(curveText(curve)).toBe(
      "Light curve: 3 detections and 1 upper limits in ztfg, ztfr over 20.0 days, brightest 18.50, last 19.10 mag",
    );
    expect(curveText(undefined)).toBe("Light curve: no photometry");
  });
});

describe("the layout of a light curve", () => {
  const plot = plotOf(curve, 400, 160);

  test("puts bright above faint, early left of late, and everything inside", () => {
    if (!plot) throw new Error("there are points");
    expect(plot.y(18.5)).toBeLessThan(plot.y(20.5));
    expect(plot.x(60000)).toBeLessThan(plot.x(60030));
    expect(plot.y(18.4)).toBeGreaterThanOrEqual(plot.box.top);
    expect(plot.y(20.5)).toBeLessThanOrEqual(plot.box.bottom);
    expect(plot.x(60000)).toBeGreaterThanOrEqual(plot.box.left);
    expect(plot.x(60030)).toBeLessThanOrEqual(plot.box.right);
  });

  test("finds the point under the pointer and nothing far from any", () => {
    if (!plot) throw new Error("there are points");
    expect(nearestPoint(curve, plot, plot.x(60020) + 3, plot.y(18.5) - 2)).toBe(2);
    expect(nearestPoint(curve, plot, plot.x(60000) + 2, plot.y(20.5))).toBe(0);
    expect(nearestPoint(curve, plot, plot.x(60000), plot.y(18.5))).toBeNull();
  });

  test("does not exist without points", () => {
    const none = lightCurve({ mjd: [], mag: [], magerr: [], limiting_mag: [], band: [] }, []);
    expect(plotOf(none, 400, 160)).toBeNull();
  });

  test("of one point still has a width and a height", () => {
    const columns = { mjd: [60000], mag: [19], magerr: [0.1], limiting_mag: [20], band: [0] };
    const single = plotOf(lightCurve(columns, ["ztfg"]), 400, 160);
    expect(single?.x(60000)).toBeGreaterThan(40);
    expect(Number.isFinite(single?.y(19))).toBe(true);
  });
});

test("scales have round ticks within their ends", () => {
  expect(scaleOf(18.13, 20.7, 4).ticks).toEqual([19, 20]);
  const fine = scaleOf(18.3, 19.1, 4);
  expect(fine.ticks.map((tick) => tick.toFixed(fine.decimals))).toEqual([
    "18.4",
    "18.6",
    "18.8",
    "19.0",
  ]);
  const time = scaleOf(60001, 60099, 5);
  expect(time.ticks.every((tick) => tick >= 60001 && tick <= 60099)).toBe(true);
  expect(time.decimals).toBe(0);
});

test("each band has its own colour and shape, by its last letter", () => {
  expect(bandStyle("ztfg").shape).toBe("circle");
  expect(bandStyle("sdssr").light).toBe("#D55E00");
  expect(bandStyle("2massj").shape).toBe("cross");
  expect(["ztfi", "2massj", "ztfg", "ztfr"].sort(byColour)).toEqual([
    "ztfg",
    "ztfr",
    "ztfi",
    "2massj",
  ]);
});

describe("positions", () => {
  test("carry seconds over instead of writing sixty", () => {
    expect(raText(15 - 1e-9)).toBe("01:00:00.00");
    expect(decText(-0.99999999)).toBe("−01:00:00.0");
  });

  test("keep the sign of small southern declinations, and wrap around", () => {
    expect(decText(-0.5)).toBe("−00:30:00.0");
    expect(raText(-15)).toBe("23:00:00.00");
  });

  test("are copied with a plain minus", () => {
    expect(positionForms(10, -20)[0]?.text).toBe("00:40:00.00 -20:00:00.0");
  });
});
