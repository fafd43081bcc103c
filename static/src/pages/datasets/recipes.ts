/** The recipe of a version: which objects, which label, which split. */
import type { Recipe, Taxonomy } from "../../api/types";

export const POLICIES = { latest: "the latest label", majority: "the majority of labels" } as const;
export const CONFLICTS = { drop: "leave the object out", fail: "refuse to freeze" } as const;

export interface RecipeChoice {
  taxonomyId: number;
  policy: keyof typeof POLICIES;
  conflicts: keyof typeof CONFLICTS;
  train: number;
  validation: number;
}

export function firstChoice(taxonomies: Taxonomy[]): RecipeChoice {
  const latest = taxonomies.find((taxonomy) => taxonomy.isLatest) ?? taxonomies[0];
  return {
    taxonomyId: latest?.id ?? 0,
    policy: "latest",
    conflicts: "drop",
    train: 0.7,
    validation: 0.15,
  };
}

/** Write a choice as the API takes it. */
export function recipeOf(choice: RecipeChoice): Recipe {
  const test = Math.round((1 - choice.train - choice.validation) * 1e6) / 1e6;
  return {
    label: {
      taxonomy_id: choice.taxonomyId,
      policy: choice.policy,
      conflicts: choice.conflicts,
    },
    split: { train: choice.train, validation: choice.validation, test },
  };
}
