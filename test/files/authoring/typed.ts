import { readFileSync } from "node:fs";
import { faultKinds } from "../../../src/faults/kinds.ts";
import type { FileKind } from "../../../src/files/authoring/file-kind.ts";
import { kindOf } from "../../../src/files/authoring/file-kind.ts";
import { fileKinds } from "../../../src/files/authoring/list.ts";
import { experimentNames, graphNames, joinNames } from "../../../src/files/authoring/names.ts";
import type { Offer } from "../../../src/files/authoring/offer.ts";
import { offersAt, type World } from "../../../src/files/authoring/offers.ts";
import { parseGraph } from "../../../src/files/graph/parse-graph.ts";
import { readTolerantly } from "../../../src/files/yaml/tolerant-text.ts";

export const kinds = fileKinds(faultKinds);

/** The cursor in texts of these tests. */
const CURSOR = "‸";

/** The text without its cursor, and where that is. */
export function typed(text: string): { readonly text: string; readonly offset: number } {
  const offset = text.indexOf(CURSOR);
  return { text: text.replace(CURSOR, ""), offset };
}

export function kindNamed(name: FileKind["name"]): FileKind {
  const kind = kinds.find((one) => one.name === name);
  if (kind === undefined) throw new RangeError(name);
  return kind;
}

const shop = parseGraph(
  { path: "shop.yaml", text: readFileSync(new URL("../../../fixtures/graphs/checkout.yaml", import.meta.url), "utf8") },
  "protected",
);

const world: World = {
  faultKinds,
  names: (value) => joinNames([experimentNames(value), graphNames(shop), { variants: ["protected", "unprotected"] }]),
  filesAt: (path) => [`${path}graphs/`, `${path}x.yaml`],
};

/** All that is offered at the cursor of a text. */
export function offered(marked: string, name: FileKind["name"] = "experiment"): readonly Offer[] {
  const { text, offset } = typed(marked);
  return offersAt(text, offset, kindNamed(name), world);
}

/** The text after the offer of that label was taken. */
export function taken(marked: string, label: string, name: FileKind["name"] = "experiment"): string {
  const { text } = typed(marked);
  const offer = offered(marked, name).find((one) => one.label === label);
  if (offer === undefined) throw new Error(`${label} isn't among ${labels(marked, name).join(", ")}`);
  return text.slice(0, offer.start) + offer.text + text.slice(offer.end);
}

export function labels(marked: string, name: FileKind["name"] = "experiment"): readonly string[] {
  return offered(marked, name).map(({ label }) => label);
}

export function kindOfText(path: string, text: string): string | undefined {
  return kindOf(kinds, path, text, readTolerantly(text)[0]?.value)?.name;
}
