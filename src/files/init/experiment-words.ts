import { inlineText } from "../experiment/fault-text.ts";

/** A first experiment in the words of its file, for a person to change. */
export interface ExperimentWords {
  /** Comments before the first key, a line each. */
  readonly head: readonly string[];
  /** Its file has it, too. */
  readonly name: string;
  readonly title: string;
  readonly owner?: string;
  /** The lines beneath `system:`. */
  readonly system: readonly string[];
  readonly load: LoadWords;
  readonly phases: PhaseWords;
  readonly fault: FaultWords;
  /** The means by which the limits were found, a line each; none where nobody measured. */
  readonly measured?: readonly string[];
  /** Criteria, as the lists have them; a remark may stand behind each (`# …`). */
  readonly steadyState: readonly string[];
  readonly abort: readonly string[];
  readonly expect: readonly string[];
}

interface LoadWords {
  readonly name: string;
  /** A remark before the request. */
  readonly remark?: string;
  readonly request: string;
  readonly rate: string;
  readonly timeout: string;
}

interface PhaseWords {
  readonly warmUp: string;
  readonly baseline: string;
  readonly fault: string;
  readonly recovery: string;
}

export interface FaultWords {
  readonly type: string;
  /** A service, or an edge: `web -> pricing`. */
  readonly on: string;
  /** Values of the keys that its type has, as a file has them. */
  readonly keys: Readonly<Record<string, unknown>>;
  /** Remarks behind it, a line each. */
  readonly remarks?: readonly string[];
}

/** A first experiment that nobody has decided anything of yet, and what can be chosen in it. */
export interface Draft {
  readonly words: ExperimentWords;
  /** Services that a request can be sent to, and faults be done to. */
  readonly services: readonly string[];
  /** Edges that faults can be on: `web -> pricing`. */
  readonly edges: readonly string[];
  /** True where nobody knows a request of the system, so that a person must say one. */
  readonly needsRequest?: true;
}

/** The head of an experiment that begins a file of its own. */
export const FIRST_HEAD =
  "A first experiment; change it to what you want to know. The format: docs/writing-experiments.md of brownout.";

/** Writes an experiment, in the order and spacing that `fmt` gives it. */
export function experimentText(words: ExperimentWords): string {
  const { head, name, title, owner, system, load, phases, measured = [] } = words;
  const { warmUp, baseline, fault, recovery } = phases;
  const lines = [
    ...head.map((line) => `# ${line}`),
    `name: ${name}`,
    `title: ${inlineText(title)}`,
    ...(owner === undefined ? [] : [`owner: ${inlineText(owner)}`]),
    ...part("system:", system),
    ...part("load:", [`${load.name}:`, ...indented(loadLines(load))]),
    "",
    `phases: { warm-up: ${warmUp}, baseline: ${baseline}, fault: ${fault}, recovery: ${recovery} }`,
    ...listed(
      "steady-state:",
      ["must hold in the baseline, or nothing is injected", ...measured],
      items(words.steadyState),
    ),
    ...listed("faults:", ["taken out again whatever happens"], faultLines(words.fault)),
    ...listed("abort:", ["judged live; the first to hold takes the fault out"], items(words.abort)),
    ...listed("expect:", ["judged over the fault phase; decides the verdict"], items(words.expect)),
  ];
  return `${lines.join("\n")}\n`;
}

function part(head: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ["", head, ...indented(lines)];
}

/** A list with remarks above its items; nothing without items. */
function listed(head: string, remarks: readonly string[], lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : part(head, [...remarks.map((line) => `# ${line}`), ...lines]);
}

function items(texts: readonly string[]): readonly string[] {
  return texts.map((text) => `- ${text}`);
}

function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  ${line}`);
}

function loadLines({ remark, request, rate, timeout }: LoadWords): readonly string[] {
  return [
    ...(remark === undefined ? [] : [`# ${remark}`]),
    `request: ${inlineText(request)}`,
    `rate: ${rate} # arrivals, whatever became of the requests before`,
    `timeout: ${timeout}`,
  ];
}

function faultLines({ type, on, keys, remarks = [] }: FaultWords): readonly string[] {
  const entries = Object.entries({ type, on, ...keys });
  return [
    ...entries.map(([key, value], at) => `${at === 0 ? "- " : "  "}${key}: ${inlineText(value)}`),
    ...remarks.map((line) => `# ${line}`),
  ];
}
