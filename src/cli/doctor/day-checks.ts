import type { DayCheck } from "../../judge/gameday/day-event.ts";
import type { Clock } from "../../values/clock/clock.ts";
import { allowedNamespace } from "./allowed-namespace.ts";
import type { Check } from "./check.ts";
import { clusterRights } from "./cluster-rights.ts";
import { compose } from "./compose.ts";
import { engine } from "./engine.ts";
import { type Diagnosis, examine } from "./examine.ts";
import { kubernetes } from "./kubernetes.ts";
import { thisMachine } from "./machine.ts";
import { node } from "./node.ts";

/** Things that an experiment on a platform can't do without; what single faults need is for its plan to say. */
const needs: Readonly<Record<string, readonly Check[]>> = {
  compose: [engine, compose],
  kubernetes: [kubernetes, clusterRights, allowedNamespace],
};

/**
 * Looks what this machine has of what some platforms need. Nothing is refused for it: whether an experiment can be run there, its
 * plan says.
 */
export async function dayChecks(platforms: readonly string[], clock: Clock): Promise<readonly DayCheck[]> {
  const all = [node, ...platforms.flatMap((platform) => needs[platform] ?? [])];
  const found = await examine(thisMachine(clock), clock, all);
  return found.map((one) => ({
    what: one.name,
    outcome: one.state === "there" ? "ok" : "warning",
    detail: inWords(one),
  }));
}

function inWords({ state, found, get }: Diagnosis): string {
  if (state === "unknown") return `could not look: ${found}`;
  return get === undefined ? found : `${found}; get it: ${get}`;
}
