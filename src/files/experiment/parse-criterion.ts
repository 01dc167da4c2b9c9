import { isDeepStrictEqual } from "node:util";
import { arms } from "../../values/arms.ts";
import { type ProblemParts, show } from "../yaml/problem.ts";
import { suggest } from "../yaml/suggestion.ts";
import { otherArmSignal } from "./arm-signals.ts";
import type { ComparedMetric, Comparison, Criterion, SignalRef, WrittenMetric } from "./criterion.ts";
import { parseDuration } from "./duration.ts";
import { metricForms } from "./metric-forms.ts";

/**
 * The criterion that a text says, or what is wrong with it and the offset in the text where that shows; with the
 * signal, when that could be read, so that it can be checked all the same.
 */
export type ParsedCriterion =
  | { readonly ok: true; readonly criterion: Criterion }
  | ({ readonly ok: false; readonly offset: number; readonly signal: SignalRef | undefined } & ProblemParts);

/** The metrics as they are written; `p95` stands for every percentile. */
const metricNames = Object.values(metricForms).map(({ word }) => word);

const comparisons: readonly string[] = ["<", "<=", ">", ">="] satisfies Comparison[];

const space = /\s*/y;
/** A name doesn't take the `-` of an arrow. */
const name = /\w+(?:-\w+)*/y;
/** An arm is no metric, so that one follows it. */
const nameWithArm = new RegExp(`${name.source}(?:\\.(?:${arms.join("|")})(?=\\s*\\.))?`, "y");
const metricWord = /\w+(?:\.\d+)?/y;
const comparisonSign = /[<>=!]+/y;
const valueWord = /\S+/y;
/** So many times what follows. */
const factorWord = /(\d+(?:\.\d+)?)\s*x\b/y;
/** The signal of an arm, and so no value. */
const armAhead = new RegExp(`${name.source}\\.(?:${arms.join("|")})\\b`, "y");

/**
 * Reads a criterion. Its grammar, in the EBNF of the W3C; white space may stand between any two parts but within none:
 *
 *     criterion  ::= signal "." metric comparison ( limit ( "over" duration )? ( "for" duration )? | other )
 *     other      ::= ( factor "x" )? signal "." percentile         the same percentile of the other arm of a load
 *                  | signal "." "error_rate" ( "+" share )?        that of the other arm, and so much more
 *     signal     ::= name | name "." arm | "(" name "->" name ")"      a load or a sampled signal, an arm of a load, or an edge
 *     arm        ::= "treated" | "control"
 *     name       ::= word ( "-" word )*
 *     word       ::= [A-Za-z0-9_]+
 *     metric     ::= percentile | "error_rate" | "mean" | "max" | "rate" | "in_flight"
 *                  | "attempts"                             of a load of sessions
 *                  | "amplification"                        of an edge, or a load with a retry
 *                  | "value"                                of a sampled signal
 *                  | "fires"                                of a sampled signal; takes neither "over" nor "for"
 *                  | "recovery"                             of a load; takes neither "over" nor "for"
 *     percentile ::= "p" digits ( "." digits )?             above p0 and below p100
 *     comparison ::= "<" | "<=" | ">" | ">="
 *     limit      ::= digits ( "." digits )? "%"             error_rate: 0% to 100%
 *                  | duration                               percentiles, mean, max, fires, recovery
 *                  | rate                                   rate, attempts; duration.ts and rate.ts have these two
 *                  | digits ( "." digits )?                 in_flight, amplification
 *                  | "-"? digits ( "." digits )? ( "e" [+-]? [0-9] [0-9]? )?     value
 *     digits     ::= [0-9]+
 *
 * A limit, a duration and the words "over" and "for" end at white space. The type of the limit is the metric's
 * (metric-forms.ts). A name alone doesn't tell a load from a sampled signal; the metric does: only sampled signals
 * have a `value`, and fire. The caller checks whether the signal exists.
 */
export function parseCriterion(text: string): ParsedCriterion {
  const reader = new CriterionReader(text);
  try {
    return { ok: true, criterion: reader.criterion() };
  } catch (error) {
    if (!(error instanceof Misread)) throw error;
    return { ok: false, offset: error.offset, signal: reader.signalRead, ...error.parts };
  }
}

/** A metric of one arm that is held against the other, with the limit of how they differ. */
interface Comparing {
  readonly metric: ComparedMetric;
  readonly limit: number;
}

class Misread extends Error {
  readonly offset: number;
  readonly parts: ProblemParts;

  constructor(offset: number, parts: ProblemParts) {
    super(parts.message);
    this.offset = offset;
    this.parts = parts;
  }
}

/** Recursive descent over the text; one method for each part of the grammar. */
class CriterionReader {
  /** The signal, as soon as it was read. */
  signalRead: SignalRef | undefined;
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  criterion(): Criterion {
    const subject = this.#signal();
    this.signalRead = subject;
    this.#literal(".", 'expected "." and a metric after the signal', metricNames);
    const metric = this.#metric(subject);
    const signal = metricForms[metric.kind].isSampled ? sampled(subject) : subject;
    this.signalRead = signal;
    const comparison = this.#comparison();
    const compared = this.#otherArm(signal, metric);
    if (compared !== undefined) return { text: this.#text.trim(), signal, comparison, ...compared };
    const limit = this.#limit(metric);
    const overMs = this.#clause("over", metric);
    const forMs = this.#clause("for", metric);
    this.#end(overMs === undefined, forMs === undefined);
    return {
      text: this.#text.trim(),
      signal,
      metric,
      comparison,
      limit,
      ...(overMs === undefined ? {} : { overMs }),
      ...(forMs === undefined ? {} : { forMs }),
    };
  }

  #signal(): SignalRef {
    this.#take(space);
    this.#refuseBareEdge();
    if (this.#text[this.#at] !== "(") {
      const load = this.#expect(
        nameWithArm,
        "expected a signal: the name of a load or signal, or an edge as (caller -> callee)",
      );
      return { kind: "load", name: load };
    }
    this.#literal("(", "");
    const caller = this.#expect(name, "expected the caller's name after (");
    this.#literal("->", 'expected "->" between caller and callee');
    const callee = this.#expect(name, "expected the callee's name after ->");
    this.#literal(")", 'expected ")" after the edge');
    return { kind: "edge", caller, callee };
  }

  #refuseBareEdge(): void {
    const [, caller, callee, rest = ""] = /^\s*(\w+(?:-\w+)*)\s*->\s*(\w+(?:-\w+)*)\s*(.*)$/.exec(this.#text) ?? [];
    if (caller === undefined) return;
    const suggestion = `(${caller} -> ${callee})${rest}`;
    throw new Misread(this.#at, { message: "an edge stands in parentheses: (caller -> callee).metric", suggestion });
  }

  #metric(signal: SignalRef): WrittenMetric {
    this.#take(space);
    const at = this.#at;
    const word = this.#expect(metricWord, "expected a metric", metricNames);
    const metric = metricOf(word);
    if (metric === undefined) {
      const quantile = /^p[\d.]+$/.test(word);
      const message = quantile ? `${word} is no percentile above p0 and below p100` : `unknown metric ${show(word)}`;
      throw new Misread(at, {
        message,
        suggestion: quantile ? undefined : suggest(word, metricNames),
        mistaken: word,
        allowed: metricNames,
      });
    }
    const refusal = signal.kind === "edge" ? metricForms[metric.kind].notOfEdges : undefined;
    if (refusal !== undefined) throw new Misread(at, { message: refusal });
    return metric;
  }

  #comparison(): Comparison {
    this.#take(space);
    const at = this.#at;
    const sign = this.#expect(comparisonSign, "expected a comparison", comparisons);
    if (!comparisons.includes(sign)) {
      throw new Misread(at, { message: `unknown comparison "${sign}"`, allowed: comparisons });
    }
    return sign as Comparison;
  }

  #limit(metric: WrittenMetric): number {
    this.#take(space);
    const at = this.#at;
    const { help, read } = metricForms[metric.kind].limit;
    const word = this.#expect(valueWord, `expected a value; ${help}`);
    const limit = read(word);
    if (limit === undefined) throw new Misread(at, { message: `found ${show(word)}; ${help}` });
    return limit;
  }

  /** The rest of a criterion that compares two arms; undefined for any other. */
  #otherArm(signal: SignalRef, metric: WrittenMetric): Comparing | undefined {
    this.#take(space);
    const factorAt = this.#at;
    const factor = this.#take(factorWord);
    this.#take(space);
    if (factor === undefined && !this.#isAhead(armAhead)) return undefined;
    const at = this.#at;
    const other = this.#signal();
    this.#literal(".", 'expected "." and a metric after the signal', metricNames);
    const metricAt = this.#at;
    const same = this.#metric(other);
    if (signal.kind !== "load" || other.kind !== "load" || otherArmSignal(signal.name) !== other.name) {
      const suggestion = signal.kind === "load" ? otherArmSignal(signal.name) : undefined;
      throw new Misread(at, {
        message: "a load's arm is compared with its other arm, and nothing else with anything",
        suggestion,
      });
    }
    if (!isDeepStrictEqual(metric, same)) {
      throw new Misread(metricAt, { message: "the two arms are compared by the same metric" });
    }
    if (metric.kind === "quantile") return this.#ratio(metric.quantile, factor);
    if (metric.kind === "error_rate") return this.#excess(factor, factorAt);
    throw new Misread(metricAt, { message: "arms are compared by percentiles and by error_rate" });
  }

  /** Once as much, where there is no factor. */
  #ratio(quantile: number, factor: string | undefined): Comparing {
    this.#end(false, false);
    return { metric: { kind: "ratio", quantile }, limit: factor === undefined ? 1 : Number.parseFloat(factor) };
  }

  /** `+ 1%`; 0 where nothing is added. */
  #excess(factor: string | undefined, factorAt: number): Comparing {
    if (factor !== undefined) {
      const message =
        "error rates, which may be 0, are compared by their difference: shoppers.treated.error_rate < shoppers.control.error_rate + 1%";
      throw new Misread(factorAt, { message });
    }
    this.#take(space);
    const isMore = this.#text[this.#at] === "+";
    if (isMore) this.#at++;
    const limit = isMore ? this.#limit({ kind: "error_rate" }) : 0;
    this.#end(false, false);
    return { metric: { kind: "excess" }, limit };
  }

  #clause(keyword: "over" | "for", metric: WrittenMetric): number | undefined {
    this.#take(space);
    const start = this.#at;
    if (this.#take(valueWord) !== keyword) {
      this.#at = start;
      return undefined;
    }
    if (metricForms[metric.kind].isOneTime) {
      throw new Misread(start, { message: `${metric.kind} is one length of time; "${keyword}" has no meaning for it` });
    }
    this.#take(space);
    const at = this.#at;
    const word = this.#expect(valueWord, `expected a duration after "${keyword}": 5s`);
    const ms = parseDuration(word);
    if (ms === undefined || ms <= 0) {
      throw new Misread(at, {
        message: `found ${show(word)}; a duration is a number above 0 with its unit: 500ms, 5s`,
      });
    }
    return ms;
  }

  #end(overAllowed: boolean, forAllowed: boolean): void {
    this.#take(space);
    const at = this.#at;
    const word = this.#take(valueWord);
    if (word === undefined) return;
    if (word === "-") {
      const message =
        'found "-" after the end; the next item of a list begins with its dash in the column of the one before';
      throw new Misread(at, { message });
    }
    const allowed = [...(overAllowed && forAllowed ? ["over"] : []), ...(forAllowed ? ["for"] : [])];
    throw new Misread(at, {
      message: `found ${show(word)} after the end`,
      suggestion: suggest(word, allowed),
      mistaken: word,
      allowed,
    });
  }

  #literal(literal: string, message: string, allowed?: readonly string[]): void {
    this.#take(space);
    if (!this.#text.startsWith(literal, this.#at)) throw new Misread(this.#at, { message, allowed });
    this.#at += literal.length;
  }

  #expect(pattern: RegExp, message: string, allowed?: readonly string[]): string {
    this.#take(space);
    const word = this.#take(pattern);
    if (word === undefined) throw new Misread(this.#at, { message, allowed });
    return word;
  }

  #isAhead(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    return pattern.test(this.#text);
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const word = pattern.exec(this.#text)?.[0];
    this.#at += word?.length ?? 0;
    return word;
  }
}

function sampled(signal: SignalRef): SignalRef {
  return signal.kind === "load" ? { kind: "sampled", name: signal.name } : signal;
}

function metricOf(word: string): WrittenMetric | undefined {
  const percentile = /^p(\d+(?:\.\d+)?)$/.exec(word)?.[1];
  if (percentile !== undefined) {
    // Through the decimal text, so that p99.9 is 0.999 and not 0.9990000000000001.
    const quantile = Number(`${percentile}e-2`);
    return quantile > 0 && quantile < 1 ? { kind: "quantile", quantile } : undefined;
  }
  const kinds = Object.keys(metricForms) as WrittenMetric["kind"][];
  const kind = kinds.find((known) => known !== "quantile" && known === word);
  return kind === undefined || kind === "quantile" ? undefined : { kind };
}
