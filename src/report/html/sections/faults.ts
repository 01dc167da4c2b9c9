import type { FaultOutcome, RunResult } from "../../../judge/history/result.ts";
import type { Plan, PlannedFault } from "../../../judge/plan/plan.ts";
import { latency } from "../../terminal/figures.ts";
import { type Content, html, type Markup } from "../markup.ts";
import type { Undo } from "../read-run.ts";
import { points, section, table } from "../tables.ts";

const TOOK = {
  true: { className: "good", words: "✓ took effect" },
  false: { className: "bad", words: "✗ took no effect" },
  unknown: { className: "unknown", words: "? effect not shown" },
} as const;

/** Each fault, the proof that it took effect, and the proof that it is out again. */
export function faultsSection(result: RunResult, plan: Plan, undos: readonly Undo[]): Markup {
  return section(
    "faults",
    "What was put in, and its undo",
    result.faults.length === 0 ? html`<p>Nothing was put in.</p>` : undefined,
    result.faults.map((fault) =>
      faultPart(
        fault,
        plan.faults.find(({ id }) => id === fault.id),
      ),
    ),
    points((plan.leftOut ?? []).map(({ id, why }) => `${id} was left out: ${why}`)),
    undoTable(undos),
    afterwards(result),
  );
}

function faultPart(fault: FaultOutcome, planned: PlannedFault | undefined): Markup {
  const { className, words } = TOOK[fault.took];
  return html`<h3>${fault.id}: ${fault.type} on ${fault.on}</h3>
${planned && html`<p>It ${planned.explanation.does}, by ${planned.means}.</p>`}
<dl>
<dt>When</dt><dd>${whenOf(fault)}</dd>
<dt>Proof</dt><dd><span class="${className}">${words}</span>: ${fault.evidence}</dd>
<dt>Undo</dt><dd>${planned && `The undo ${planned.explanation.undo}. `}${undoneInWords(fault)}</dd>
</dl>`;
}

function whenOf({ injectedAtMs, undoingAtMs, undoneAtMs }: FaultOutcome): string {
  if (injectedAtMs === undefined) return "it never went in";
  const from = `in ${latency(injectedAtMs)} after the start`;
  if (undoneAtMs === undefined) return `${from}, not known to be out`;
  const took = undoingAtMs === undefined ? "" : `; taking it out took ${latency(undoneAtMs - undoingAtMs)}`;
  return `${from}, out ${latency(undoneAtMs - injectedAtMs)} later${took}`;
}

function undoneInWords({ injectedAtMs, undoneAtMs, healsFrom }: FaultOutcome): string {
  const heals = healsFrom === undefined ? "" : " The platform heals it by itself, from when it went in.";
  if (undoneAtMs !== undefined) return `Looked for afterwards, and gone.${heals}`;
  return injectedAtMs === undefined ? "Nothing was to be taken out." : `It is not known to be out.${heals}`;
}

function undoTable(undos: readonly Undo[]): Content {
  if (undos.length === 0) return undefined;
  const rows = undos.map((undo): [Content, ...Content[]] => [
    undo.record.what,
    undo.of ?? "the system",
    latency(undo.recordedAtMs),
    outOf(undo),
    undo.by ?? "",
    undo.failures.join("; "),
    html`<code>${undo.record.manual}</code>`,
  ]);
  return html`<details><summary>All undo records: ${undos.length}</summary>${table(
    "Undo records: on disk before what they are for was put in. Times count from the run's beginning.",
    ["what", "for", "recorded at", "out at", "by", "failed attempts", "by hand"],
    rows,
  )}</details>`;
}

function outOf({ outAtMs, by, record }: Undo): string {
  if (outAtMs !== undefined) return latency(outAtMs);
  if (by !== undefined) return "later";
  return record.within === undefined ? "not known" : `along with ${record.within}`;
}

function afterwards({ forgotten = [], recovered = [] }: RunResult): Content {
  return points([
    ...forgotten.map(({ what, by, wall, why }) => `given up by ${by}, ${wall}: ${what} (${why})`),
    ...recovered.map(({ what, by, wall }) => `taken out after the run's end by ${by}, ${wall}: ${what}`),
  ]);
}
