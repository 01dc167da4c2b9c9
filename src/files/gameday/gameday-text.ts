import { CORE_SCHEMA, dump } from "js-yaml";
import type { PlannedExperiment } from "./gameday.ts";

/** A game day as somebody asked for it; texts that weren't checked. */
export interface AskedGameday {
  readonly name: string;
  /** Either `every` and `from`, or `at`. */
  readonly when: { readonly every: string; readonly from?: string | undefined } | { readonly at: string };
  /** In minutes. */
  readonly lastsMin: number;
  readonly leader: string;
  readonly scribe: string;
  readonly observers: readonly string[];
  readonly on?: string | undefined;
  readonly experiments: readonly PlannedExperiment[];
  readonly wayBack: readonly string[];
  readonly budget?: { readonly slo: string; readonly window: string; readonly spent: string } | undefined;
}

/** Writes a game day's file, in staging. */
export function gamedayText({ lastsMin, on, ...asked }: AskedGameday, schema: string): string {
  const { name, when, leader, scribe, observers, experiments, wayBack, budget } = asked;
  const participants = { leader, scribe, ...(observers.length > 0 && { observers }) };
  const head = [
    `# yaml-language-server: $schema=${schema}`,
    "# A game day. Say in each hypothesis what you expect to see, before anybody sees it:",
    "#   brownout gameday check gameday.yaml",
  ];
  const file = {
    name,
    ...withoutUndefined(when),
    lasts: lastsMin % 60 === 0 ? `${lastsMin / 60}h` : `${lastsMin}m`,
    participants,
    environment: withoutUndefined({ is: "staging", on }),
    experiments,
    "way-back": wayBack,
    ...(budget && { budget }),
  };
  return `${head.join("\n")}\n${dump(file, { schema: CORE_SCHEMA, lineWidth: -1, noRefs: true })}`;
}

function withoutUndefined(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
