import { type Criterion, comparesArms, signalName } from "../../files/experiment/criterion.ts";
import { metricForms } from "../../files/experiment/metric-forms.ts";
import { parseCriterion } from "../../files/experiment/parse-criterion.ts";
import { parseRequest } from "../../files/experiment/parse-request.ts";
import { parseRate } from "../../files/experiment/rate.ts";
import { parseTemplate } from "../../files/experiment/template.ts";
import { UsageError } from "../../values/errors.ts";

/** The options of `brownout load` once its parsers have read them. */
export interface LoadFlags {
  readonly kind: "open-loop" | "autocannon";
  readonly rate?: number;
  /** Milliseconds. */
  readonly duration: number;
  readonly method?: string;
  readonly header?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** False for requests without one. */
  readonly traceparent: boolean;
  /** Milliseconds. */
  readonly timeout: number;
  readonly maxInFlight: number;
  readonly poisson?: boolean;
  readonly seed: number;
  readonly connections: number;
  readonly expect?: readonly Criterion[];
  readonly json?: boolean;
}

/** The name of the load where the judge asks for one. */
export const LOAD_NAME = "load";

/** `1000` and `1000/s` alike. */
export function rateOption(text: string): number {
  const ratePerS = parseRate(/^[\d.]+$/.test(text) ? `${text}/s` : text);
  if (ratePerS !== undefined && ratePerS > 0) return ratePerS;
  throw new UsageError({
    message: `--rate ${text}: a rate is a number above 0, alone or with its unit: 1000, 1000/s, 30/m`,
  });
}

/** `Name: value`, added to the headers before. */
export function headerOption(text: string, before: Readonly<Record<string, string>> = {}): Record<string, string> {
  const [, name, value] = /^([\w!#$%&'*+.^`|~-]+):[ \t]*([\t\x20-\x7e\x80-\xff]*)$/.exec(text) ?? [];
  if (name !== undefined && value !== undefined) return { ...before, [name]: value };
  throw new UsageError({ message: `--header "${text}": write "Name: value" in one line of Latin-1 text` });
}

const EXPECTABLE = ["error_rate", "quantile", "mean", "max", "rate", "in_flight"] as const;

/** `p99 < 300ms`, added to the criteria before: as in an experiment, but without the name of the load. */
export function expectOption(text: string, before: readonly Criterion[] = []): Criterion[] {
  const prefix = `${LOAD_NAME}.`;
  const parsed = parseCriterion(prefix + text);
  if (!parsed.ok) {
    const at = Math.max(0, parsed.offset - prefix.length);
    const message = `--expect "${text}": ${parsed.message}, at character ${at + 1}`;
    throw new UsageError({ message, ...hintOf(parsed.allowed) });
  }
  const { signal, metric, overMs, forMs } = parsed.criterion;
  if (signalName(signal) !== LOAD_NAME || comparesArms(metric)) {
    throw new UsageError({ message: `--expect "${text}": a load without an experiment has no arms` });
  }
  const allowed = EXPECTABLE.map((kind) => metricForms[kind].word);
  if (!EXPECTABLE.some((kind) => kind === metric.kind)) {
    const message = `--expect "${text}": a load without an experiment has no ${metricForms[metric.kind].word}`;
    throw new UsageError({ message, ...hintOf(allowed) });
  }
  if (overMs !== undefined || forMs !== undefined) {
    const message = `--expect "${text}": it is judged over the whole of the load, and takes neither "over" nor "for"`;
    throw new UsageError({ message, hint: "windows are for experiments: `brownout init` writes one" });
  }
  return [...before, { ...parsed.criterion, text: text.trim() }];
}

/** The method and what is wrong with the request that the options ask for, if anything is. */
export function checkedMethod(url: string, flags: LoadFlags): string {
  const method = (flags.method ?? (flags.body === undefined ? "GET" : "POST")).toUpperCase();
  if (!/^https?:\/\/./.test(url)) {
    throw new UsageError({ message: `"${url}" is not a URL that load can be sent to: write http://… or https://…` });
  }
  const request = parseRequest(`${method} ${url}`);
  if (!request.ok) throw new UsageError({ message: request.message, ...hintOf(request.allowed) });
  for (const text of [...Object.values(flags.header ?? {}), flags.body ?? ""]) {
    const template = parseTemplate(text);
    if (!template.ok) throw new UsageError({ message: template.problem });
  }
  return method;
}

function hintOf(allowed: readonly string[] | undefined): { hint?: string } {
  return allowed === undefined ? {} : { hint: `allowed: ${allowed.join(", ")}` };
}

/** autocannon sends every request alike and takes no timeout below a second. */
export function checkForAutocannon(url: string, flags: LoadFlags): void {
  const texts = [url, ...Object.values(flags.header ?? {}), flags.body ?? ""];
  if (texts.some((text) => text.includes("{{"))) {
    throw new UsageError({ message: "--kind autocannon sends every request alike: templates need --kind open-loop" });
  }
  if (flags.timeout < 1000) {
    throw new UsageError({ message: "--kind autocannon takes no --timeout below 1s" });
  }
}
