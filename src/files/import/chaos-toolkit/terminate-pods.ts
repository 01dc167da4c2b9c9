import { z } from "zod";
import type { Fields } from "../../yaml/fields.ts";
import type { Path } from "../../yaml/problem.ts";
import { podsGraceS } from "../chosen-services.ts";
import type { ForeignDocument } from "../foreign-document.ts";
import { pythonSchema } from "./experiment-file.ts";
import type { ToolkitSystem } from "./toolkit-system.ts";
import type { ToolkitValues } from "./values.ts";

/** The arguments of chaosk8s.pod.actions.terminate_pods that brownout can do the same by. */
const argumentsSchema = z.strictObject({
  label_selector: z.string(),
  ns: z.string().default("default"),
  all: z.boolean().default(false),
  rand: z.boolean().default(false),
  mode: z.literal("fixed").default("fixed"),
  qty: z.int().min(1).default(1),
  grace_period: z.int().default(-1),
  order: z.literal("alphabetic").default("alphabetic"),
});

/** The fault that terminates the same pods; undefined where none does, which is left then. */
export function terminatePods(
  path: Path,
  document: ForeignDocument,
  values: ToolkitValues,
  system: ToolkitSystem,
): Fields | undefined {
  const at = [...path, "provider", "arguments"];
  const { arguments: given } = document.read(pythonSchema, [...path, "provider"]);
  const said = Object.fromEntries(Object.entries(given).map(([key, value]) => [key, values.value(value)]));
  const read = argumentsSchema.safeParse(said);
  if (!read.success) {
    const keys = read.error.issues.flatMap((issue) => (issue.code === "unrecognized_keys" ? issue.keys : issue.path));
    document.leave(at, `pods are chosen here by label_selector, and so many or all of them (${keys.join(", ")})`);
    return undefined;
  }
  const { label_selector: selector, ns, all, rand, qty, grace_period: grace } = read.data;
  const on = system.service(document, [...at, "label_selector"], selector, ns);
  if (on === undefined) return undefined;
  if (!all && !rand) document.differ(at, "takes the first pods by their names there; here they are drawn by the seed");
  if (!all && qty > 1)
    document.differ([...at, "qty"], "of fewer pods Chaos Toolkit takes all, and brownout refuses the plan");
  const mode = all ? { mode: "all" } : qty > 1 ? { mode: { fixed: qty } } : {};
  if (grace === 0) return { type: "kill", on, ...mode };
  if (grace < 0)
    document.differ(at, `gives pods their own grace period there; here it is ${podsGraceS} s, Kubernetes' default`);
  return { type: "terminate", on, ...mode, grace: `${grace < 0 ? podsGraceS : grace}s` };
}
