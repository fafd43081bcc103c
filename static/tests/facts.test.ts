import { describe, expect, test } from "vitest";
import type { Annotation, Candidate } from "../src/api/shapes";
import { annotationFacts, chosenFacts, otherFacts, shortText } from "../src/core/facts";

const annotation = (data: Record<string, unknown>) => ({ origin: "night", data }) as Annotation;
const candidate = (data: Record<string, unknown>, more: Partial<Candidate> = {}) =>
  ({ score: null, redshift: null, gal_lat: -27.84, annotations: [annotation(data)], ...more }) as Candidate; // prettier-ignore
const written = (facts: { name: string; value: string }[]) =>
  facts.map(({ name, value }) => `${name} ${value}`);

describe("the chosen facts", () => {
  test("stand in the same places whatever is known", () => {
    const names = (one: Candidate) => chosenFacts(one, undefined).map(({ name }) => name);
    const expected = ["mag", "score", "age", "det", "b", "z", "s/g", "near"];
    expect(names(candidate({}))).toEqual(expected);
    expect(names(candidate({ jd: 1, fwhm: 2 }))).toEqual(expected);
  });

  test("name the score that there is, the newest network first", () => {
    expect(written(chosenFacts(candidate({ rb: 0.5, drb: 0.91234 }), undefined))).toContain("drb 0.912"); // prettier-ignore
    expect(written(chosenFacts(candidate({ rb: 0.5 }), undefined))).toContain("rb 0.500");
    expect(written(chosenFacts(candidate({}, { score: 0.25 }), undefined))).toContain("score 0.250"); // prettier-ignore
  });

  test("take a negative distance for no neighbour, and the host with its offset", () => {
    const facts = chosenFacts(candidate({ distpsnr1: -999, host: "NGC 1", host_offset: 0.13 }), undefined); // prettier-ignore
    expect(written(facts)).toContain("near –");
    expect(written(facts)).toContain("host NGC 1, 0.1″");
    expect(written(facts)).toContain("b −27.8°");
  });
});

test("the other annotations come once each, without what is said elsewhere", () => {
  const facts = otherFacts([
    annotation({ jd: 2461364.5, ncovhist: 12, b: 30, drb: 0.9, fwhm: 2.2149, ssnamenr: null }),
    annotation({ fwhm: 9 }),
  ]);
  expect(written(facts)).toEqual(["ncovhist 12", "fwhm 2.215"]);
});

test("numbers keep the digits that mean something", () => {
  expect([0.00001234, 0.12345, 12.3456, 123.456, 2461364.5, 7, null, "t"].map(shortText)).toEqual([
    "1.23e-5",
    "0.123",
    "12.35",
    "123.5",
    "2.46e+6",
    "7",
    "–",
    "t",
  ]);
  expect(written(annotationFacts([annotation({ jd: 2461364.0093 })]))).toEqual(["jd 2461364.0093"]);
});
