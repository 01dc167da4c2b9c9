import type { Cluster } from "../../clients/cluster/cluster.ts";
import type { ClusterObject } from "../../clients/cluster/cluster-object.ts";
import { PRODUCTION_MARK } from "../../clients/cluster/labels.ts";

const WORDS: readonly string[] = ["prod", "production", "prd", "live"];
/** Before one of the words, they say that it isn't. */
const NOT: readonly string[] = ["no", "non", "not", "pre"];

/**
 * The reason this is production, by what the namespace says of itself, else by names and labels; undefined where
 * nothing says so, or the namespace says that it isn't.
 */
export function productionReason({ context, server }: Cluster, namespace: ClusterObject): string | undefined {
  const { name = "", labels = {}, annotations = {} } = namespace.metadata;
  const marks = [
    { as: "label", value: labels[PRODUCTION_MARK] },
    { as: "annotation", value: annotations[PRODUCTION_MARK] },
  ].filter(({ value }) => value !== undefined);
  const yes = marks.find(({ value }) => value !== "false");
  if (yes) return `the namespace ${name} has the ${yes.as} ${PRODUCTION_MARK}=${yes.value}`;
  if (marks.length > 0) return undefined;
  const { hostname } = new URL(server);
  if (saysProduction(context)) return `the context is called ${context}`;
  if (saysProduction(hostname)) return `the API server is ${hostname}`;
  if (saysProduction(name)) return `the namespace is called ${name}`;
  const said = Object.entries(labels).find(
    ([key, value]) => saysProduction(value) || (value === "true" && saysProduction(key)),
  );
  return said && `the namespace ${name} has the label ${said.join("=")}`;
}

function saysProduction(text: string): boolean {
  const words = wordsOf(text);
  return words.some((word, at) => WORDS.includes(word) && !NOT.includes(words[at - 1] ?? ""));
}

/** `eks`, `prod`, `eu` of `eks-prod1.EU`, and `shop`, `prod` of `shopProd`: letters, and no more of them than belong together. */
function wordsOf(text: string): readonly string[] {
  return (text.match(/\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+/gu) ?? []).map((word) => word.toLowerCase());
}
