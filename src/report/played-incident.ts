import type { Claim, Incident } from "../files/incident/incident.ts";
import type { JudgedRun } from "../judge/history/claims.ts";
import { edgeName } from "../values/edge-name.ts";

/** An incident whose variants were run. */
export interface PlayedIncident {
  readonly incident: Incident;
  readonly variants: readonly PlayedVariant[];
}

export interface PlayedVariant {
  readonly name: string;
  /** The run's folder. */
  readonly run: string;
  readonly judged: JudgedRun;
}

/** The fact that a claim claims, as it is written in the incident's file. */
export function claimedInWords({ says }: Claim): string {
  switch (says.kind) {
    case "ends":
      return says.verdict;
    case "origin":
      return edgeName(says.edge);
    case "hurt":
      return says.services.join(", ");
    case "many-hurt":
      return `at least ${says.atLeast} services hurt`;
    case "waits":
      return `at least ${says.atLeast} calls of ${says.service} wait for ${says.on}`;
    case "remedied":
      return `${says.recovers ? "steady state is back" : "steady state does not come back"} after ${says.step}`;
    case "measured":
      return `${says.criterion.text} in the ${says.phase}`;
    case "sometime":
      return `${says.criterion.text} at some time`;
    case "never":
      return `never ${says.criterion.text}`;
    case "stage":
      return `${says.criterion.text}, after the stage before`;
  }
}
