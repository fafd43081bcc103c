/** The recipe of a version: which label, which votes, which split. */
import type { Recipe, Taxonomy } from "../../api/shapes";

export const POLICIES = {
  latest: "the last word",
  majority: "the majority; left out when undecided",
  strict: "the majority; refuse when undecided",
} as const;

export const VOTES = {
  humans_only: "people",
  both: "people and models",
  ml_only: "models",
} as const;

export interface RecipeChoice {
  taxonomyId: number;
  policy: keyof typeof POLICIES;
  votes: keyof typeof VOTES;
  train: number;
  validation: number;
  /** A class too small to be in every split does not stop the freeze. */
  allowSmall: boolean;
}

export function firstChoice(taxonomies: Taxonomy[]): RecipeChoice {
  const latest = taxonomies.find((taxonomy) => taxonomy.isLatest) ?? taxonomies[0];
  return {
    taxonomyId: latest?.id ?? 0,
    policy: "latest",
    votes: "humans_only",
    train: 0.8,
    validation: 0.1,
    allowSmall: false,
  };
}

/** Write a choice as the API takes it. */
export function recipeOf(choice: RecipeChoice): Recipe {
  const { taxonomyId, policy, votes, train, validation } = choice;
  const test = Math.round((1 - train - validation) * 1e6) / 1e6;
  return {
    label: {
      taxonomy_id: taxonomyId,
      policy: policy === "latest" ? "latest" : "majority",
      conflict: policy === "strict" ? "fail" : "drop",
      votes,
    },
    features: {
      columns: ["redshift", "score"],
      light_curve: ["n_points", "n_detections", "first_mjd", "last_mjd"],
    },
    split: train === 1 ? { mode: "none" } : { fractions: { train, validation, test } },
    allow_empty_classes: choice.allowSmall,
  };
}
