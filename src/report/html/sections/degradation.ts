import type { RunResult } from "../../../judge/history/result.ts";
import type { Plan } from "../../../judge/plan/plan.ts";
import { afterRemedyInWords, type RecoveryInWords, recoveryInWords } from "../../recovery-in-words.ts";
import { count, latency } from "../../terminal/figures.ts";
import { originName } from "../../terminal/origin.ts";
import { type Content, html, type Markup } from "../markup.ts";
import { points, section } from "../tables.ts";

/** The order in which signals left their baseline, where it began, and how it came back. */
export function degradationSection(result: RunResult, plan: Plan): Markup {
  return section(
    "order",
    "Order of degradation",
    orderOf(result, plan),
    hurtOf(result),
    originOf(result),
    wayBackOf(result),
    waitingOf(result),
    undecidedOf(result, plan),
    html`<h3>Recovery</h3>`,
    paragraph(recoveryInWords(result)),
    points(result.recovery?.metastable ?? []),
    remediesOf(result),
  );
}

function orderOf({ degradations, undecided }: RunResult, { edgesUnseen }: Plan): Markup {
  if (degradations.length === 0) {
    const told = undecided.length === 0 ? "" : " as far as it can be told";
    return html`<p>No load${edgesUnseen === undefined ? " or edge" : ""} left its baseline${told}.</p>`;
  }
  return html`<ol>${degradations.map(
    ({ signal, afterMs, evidence }) =>
      html`<li><strong>${signal}</strong> ${latency(afterMs)} after the first fault went in: ${evidence}</li>`,
  )}</ol>`;
}

function hurtOf({ hurt, services }: RunResult): Content {
  if (hurt.length === 0) return undefined;
  return html`<p>Services that answered worse: ${hurt.length} of ${Object.keys(services).length}: ${hurt.join(", ")}.</p>`;
}

function originOf({ origin, undecided }: RunResult): Content {
  const none = undecided.length === 0 ? "none that the observations show" : "none that can be told";
  return html`<h3>Origin</h3><p><strong>${originName(origin) ?? none}</strong></p>${points(origin?.evidence ?? [])}`;
}

function wayBackOf({ wayBack, hurt }: RunResult): Content {
  if (wayBack.length === 0 || hurt.length === 0) return undefined;
  return html`<h3>From what users saw to where it began</h3><ol>${wayBack.map(
    ({ signal, baselineP95Ms, faultP95Ms }) =>
      html`<li>${signal}: p95 ${latency(baselineP95Ms)}, then ${latency(faultP95Ms)}</li>`,
  )}</ol>`;
}

function waitingOf({ waiting, hurt }: RunResult): Content {
  if (waiting.length === 0 || hurt.length === 0) return undefined;
  return html`<h3>What calls waited for while the trouble was in</h3>${points(
    waiting.map(
      ({ service, on, count: calls, longestMs }) =>
        `${service}: ${count(calls)} calls waited for ${on}, the longest for ${latency(longestMs)}`,
    ),
  )}`;
}

function undecidedOf({ undecided, unmeasured }: RunResult, { edgesUnseen }: Plan): Content {
  const open = undecided.map(({ name, conclusion, why }) => `whether ${name} was ${conclusion}: ${why}`);
  const unseen = unmeasured.length === 0 ? [] : [`what ${unmeasured.join(", ")} did: no call was seen there`];
  const texts = [
    ...open,
    ...(edgesUnseen === undefined ? unseen : [`what services call each other: ${edgesUnseen.why}`]),
  ];
  return texts.length === 0 ? undefined : html`<h3>What could not be told</h3>${points(texts)}`;
}

/** The class of a paragraph, and what it begins with, by how good it is. */
const LOOKS: Readonly<Record<RecoveryInWords["style"], readonly [name: string, sign: string]>> = {
  good: ["good", "✓ "],
  bad: ["bad", "✗ "],
  warn: ["unknown", "? "],
  faint: ["note", ""],
};

function paragraph({ text, style }: RecoveryInWords): Markup {
  const [name, sign] = LOOKS[style];
  const end = text.endsWith(":") ? "" : ".";
  return html`<p class="${name}">${sign}${text.charAt(0).toUpperCase()}${text.slice(1)}${end}</p>`;
}

function remediesOf({ remedies }: RunResult): Content {
  if (remedies === undefined) return undefined;
  return html`<h3>Remedies</h3>${points(
    remedies.map(({ id, what, begunAtMs, evidence, done, after }) => [
      html`<strong>${id}</strong>: ${what}${begunAtMs === undefined ? "" : `, begun ${latency(begunAtMs)} after the start`}`,
      html` (done: ${done}; ${evidence}).`,
      paragraph(afterRemedyInWords(after)),
    ]),
  )}`;
}
