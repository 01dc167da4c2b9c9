import { CORE_SCHEMA, dump } from "js-yaml";
import { formatDuration, parseDuration } from "../experiment/duration.ts";
import type { Fields } from "../yaml/fields.ts";

/** A key of an experiment that another tool's file may say nothing of. */
type DraftKey = "system" | "load" | "steady-state" | "faults" | "abort" | "expect";

/** An experiment that is made of another tool's file. Texts are as they stand in an experiment: `${NAME}` is a variable. */
export interface Draft {
  /** Any text; the experiment's name is made of it. */
  readonly name: string;
  /** The thing that it was made of: `NetworkChaos slow-db`. */
  readonly source: string;
  readonly title?: string;
  /** More on it, for people. */
  readonly about?: string;
  readonly tags?: readonly string[];
  /** Variables whose values nobody may see. */
  readonly secrets?: readonly string[];
  /** Variables without which it doesn't validate. */
  readonly variables?: readonly string[];
  readonly system: Fields;
  readonly load: Fields;
  readonly faults: readonly DraftFault[];
  /** Length of the fault phase as the file says it, which is longer where a fault needs it; undefined where it doesn't say how long. */
  readonly faultMs?: number;
  readonly steadyState: readonly string[];
  readonly abort: readonly string[];
  readonly expect: readonly string[];
  /** Keys that the file says nothing of. */
  readonly madeUp: readonly DraftKey[];
}

/** A fault: its keys, and for `type: manifest` the object that its file holds. */
export interface DraftFault {
  readonly keys: Fields;
  readonly manifest?: Fields;
}

/** The length of a fault phase, or of a last fault in it, that nobody said. */
const FAULT_MS = 20_000;
/** Shorter, no window of 5 s would be in it for long. */
const FAULT_LEAST_MS = 10_000;

/** The requests per second of loads that nobody said: so many that 10 s tell a rate of errors from 2 %. */
export const madeUpRate = "40/s";

/** The criteria of a load of which nobody said any. */
export function madeUpCriteria(load: string): Pick<Draft, "steadyState" | "abort" | "expect"> {
  return {
    steadyState: [`${load}.error_rate < 2%`],
    abort: [`${load}.error_rate > 50% over 5s`],
    expect: [`${load}.error_rate < 2%`, `${load}.recovery < 15s`],
  };
}

/** The loads and criteria of an experiment whose file asks something to see whether all is well; made up where it asks nothing. */
export function probedCriteria(
  probed: Readonly<Record<string, Fields>>,
  madeUpLoad: Fields,
): { readonly load: Fields; readonly criteria: Pick<Draft, "steadyState" | "abort" | "expect" | "madeUp"> } {
  const names = Object.keys(probed);
  if (names.length === 0) {
    const madeUp = ["load", "steady-state", "abort", "expect"] as const;
    return { load: { clients: madeUpLoad }, criteria: { ...madeUpCriteria("clients"), madeUp } };
  }
  const all = names.map(madeUpCriteria);
  const steadyState = all.flatMap((one) => one.steadyState);
  return {
    load: probed,
    criteria: { steadyState, abort: all.flatMap(({ abort }) => abort), expect: steadyState, madeUp: ["abort"] },
  };
}

/** A text of another tool that stands in an experiment as it is: nothing in it is a variable. */
export function literal(text: string): string {
  return text.replaceAll("${", () => "$${");
}

/**
 * The text of an experiment.
 * @param fileOf the file of a fault's manifest, from the experiment's folder
 * @param remarks lines on what isn't in it
 */
export function draftText(
  draft: Draft,
  name: string,
  remarks: readonly string[],
  fileOf: (fault: DraftFault) => string,
): string {
  const part = (
    key: DraftKey | "name" | "title" | "tags" | "secrets" | "phases",
    value: unknown,
    flowLevel: number,
  ) => {
    const isMadeUp = (draft.madeUp as readonly string[]).includes(key);
    return (isMadeUp ? "# Made up, as far as the file doesn't say it.\n" : "") + yaml({ [key]: value }, flowLevel);
  };
  const faults = draft.faults.map((fault) =>
    fault.manifest === undefined ? fault.keys : { ...fault.keys, file: fileOf(fault) },
  );
  const { title, tags = [], secrets = [], abort } = draft;
  const head = [
    part("name", name, 1),
    ...(title === undefined ? [] : [part("title", title.slice(0, 1000), 1)]),
    ...(tags.length === 0 ? [] : [part("tags", tags, 1)]),
    ...(secrets.length === 0 ? [] : [part("secrets", secrets, 1)]),
  ].join("");
  const parts = [
    `${comment(remarks)}${head}`,
    part("system", draft.system, 3),
    part("load", draft.load, 3),
    part("phases", phasesOf(draft), 1),
    part("steady-state", draft.steadyState, 2),
    part("faults", faults, 2),
    ...(abort.length === 0 ? [] : [part("abort", abort, 2)]),
    part("expect", draft.expect, 2),
  ];
  return parts.join("\n");
}

function phasesOf({ faults, faultMs = 0 }: Draft): Fields {
  const ends = faults.map(({ keys }) => neededUntilMs(keys, faultMs));
  const fault = formatDuration(Math.max(faultMs, FAULT_LEAST_MS, ...ends));
  return { "warm-up": "3s", baseline: "10s", fault, recovery: "20s" };
}

/** The time until which a fault needs its phase: its end, or without one what the file says after its beginning. */
function neededUntilMs({ start, duration }: Fields, saidMs: number): number {
  const startMs = parseDuration(String(start)) ?? 0;
  const lengthMs = parseDuration(String(duration));
  if (lengthMs !== undefined) return startMs + lengthMs;
  return startMs < saidMs ? saidMs : startMs + FAULT_MS;
}

function yaml(value: Fields, flowLevel: number): string {
  return dump(value, { schema: CORE_SCHEMA, lineWidth: -1, noRefs: true, flowLevel });
}

function comment(lines: readonly string[]): string {
  return lines
    .flatMap((line) => line.split(/\r\n?|\n/))
    .map((line) => `# ${line}`.trimEnd())
    .map((line) => `${line}\n`)
    .join("");
}
