import type { Experiment } from "../../files/experiment/experiment.ts";
import type { FaultKind } from "../../files/experiment/fault-kind.ts";
import { makePlan } from "./make-plan.ts";
import type { Plan } from "./plan.ts";

/**
 * Plans an experiment for a platform that could make all of it, to say what is wrong wherever it runs.
 * @throws PlanError
 */
export function planOnPaper(experiment: Experiment, faultKinds: readonly FaultKind[]): Plan {
  const faults = Object.fromEntries(
    faultKinds.map(({ type }) => [type, { can: true, means: "any", byReplica: true } as const]),
  );
  const { graph, compose, kubernetes, external } = experiment.system;
  const isElsewhere = (compose ?? kubernetes ?? external) !== undefined;
  const countsReplicas = graph !== undefined && !isElsewhere;
  return makePlan(
    countsReplicas ? experiment : withoutReplicas(experiment),
    {
      platform: "any platform",
      faults,
      remedies: ["restart", "scale", "request", "cap-retries"],
      countsPods: true,
      readsMetrics: true,
      sendsLoad: true,
      authority: { at: "anywhere" },
    },
    faultKinds,
  );
}

/** Leaves out limits on replicas: their number is known only where the system is looked at. */
function withoutReplicas({ limits, ...experiment }: Experiment): Experiment {
  const { maxReplicas: _, ...others } = limits;
  const faults = experiment.faults.map((fault) => ({
    ...fault,
    mode: { kind: fault.on.kind === "edge" ? "all" : "one" } as const,
  }));
  return { ...experiment, faults, limits: others };
}
