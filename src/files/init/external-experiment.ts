import { edgeName } from "../../values/edge-name.ts";
import type { Dependency } from "./dependency.ts";
import { experimentName } from "./experiment-name.ts";
import { type Draft, FIRST_HEAD } from "./experiment-words.ts";

/** A service that runs already, and what it calls. */
export interface RunningService {
  readonly name: string;
  readonly url: string;
  /** One at least. */
  readonly dependencies: readonly [Dependency, ...Dependency[]];
}

/** A first experiment on a service that runs already: the first of what it calls gets slow. */
export function externalDraft({ name, url, dependencies }: RunningService): Draft {
  const edges = dependencies.map((one) => edgeName({ caller: name, callee: one.name }));
  const [slow] = dependencies;
  const on = edgeName({ caller: name, callee: slow.name });
  return {
    services: [name],
    edges,
    words: {
      head: [FIRST_HEAD],
      name: experimentName("latency", on),
      title: `${name} keeps answering with latency on ${on}`,
      system: [
        "external:",
        `  services: { ${name}: ${JSON.stringify(url)} }`,
        "  edges:",
        `    # brownout listens there while it runs, and ${name} must call there`,
        ...dependencies.map(
          (one, at) =>
            `    ${edges[at]}: { listen: ${JSON.stringify(one.listen)}, upstream: ${JSON.stringify(one.upstream)} }`,
        ),
      ],
      load: { name: "visitors", request: `GET ${name}/`, rate: "50/s", timeout: "5s" },
      phases: { warmUp: "3s", baseline: "10s", fault: "10s", recovery: "10s" },
      fault: { type: "latency", on, keys: { latency: "500ms" } },
      steadyState: ["visitors.error_rate < 1%"],
      abort: ["visitors.error_rate > 50% over 5s"],
      expect: ["visitors.error_rate < 1%", "visitors.p95 < 2s", "visitors.recovery < 10s"],
    },
  };
}
