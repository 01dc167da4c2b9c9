import { join, relative, resolve } from "node:path";
import { readText } from "../../assembly/read-text.ts";
import { parseGraph } from "../../files/graph/parse-graph.ts";
import { DEMO_VARIANT, demoDraft } from "../../files/init/demo-experiment.ts";
import { maxTextLength } from "../../files/yaml/document.ts";
import { packageFolder } from "../../values/own-files.ts";
import { type Begun, USUALLY } from "./begun.ts";

/** Begins with the demo graph, which is in the package. */
export function beginDemo(folder: string): Begun {
  const path = join(packageFolder(), "fixtures/graphs/checkout.yaml");
  const graph = parseGraph({ path, text: readText(path, maxTextLength) }, DEMO_VARIANT);
  const from = (own: string) => relative(resolve(folder), own);
  const schema = from(join(packageFolder(), "schema/experiment.schema.json"));
  return { ...USUALLY, platform: "local", draft: demoDraft(graph, from(path), schema), folder };
}
