/** The classes of all taxonomies in one flat list, ready to be searched. */
import type { Taxonomy, TaxonomyNode } from "../api/shapes";

export interface ClassChoice {
  taxonomy_id: number;
  taxonomy: string;
  classification: string;
  /** From the root to the parent. */
  path: string[];
  /** What the search looks at: the class and its other names. */
  names: string[];
}

export function classChoices(taxonomies: Taxonomy[]): ClassChoice[] {
  const choices: ClassChoice[] = [];
  for (const taxonomy of taxonomies) {
    if (taxonomy.isLatest === false) continue;
    const visit = (node: TaxonomyNode, path: string[]) => {
      choices.push({
        taxonomy_id: taxonomy.id,
        taxonomy: taxonomy.name,
        classification: node.class,
        path,
        names: [node.class, ...(node["other names"] ?? [])],
      });
      for (const child of node.subclasses ?? []) visit(child, [...path, node.class]);
    };
    visit(taxonomy.hierarchy as unknown as TaxonomyNode, []);
  }
  return choices;
}
