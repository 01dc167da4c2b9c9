import { criterionOf } from "../../files/incident/incident.ts";
import { formatMs } from "../../judge/criteria/format.ts";
import { formatMetric } from "../../judge/criteria/judgement-in-words.ts";
import type { JudgedClaim } from "../../judge/history/claims.ts";
import type { Trit } from "../../values/trit.ts";
import { claimedInWords, type PlayedVariant } from "../played-incident.ts";
import { NO_FIGURE } from "./figures.ts";
import { printLines, type Terminal } from "./print.ts";
import { type Cell, type Column, layTable } from "./table.ts";
import { type Line, line, type Style, span, wrapText } from "./text.ts";
import { verdictLabel } from "./verdict-line.ts";

const SIGNS: Readonly<Record<Trit, { readonly sign: string; readonly style: Style }>> = {
  true: { sign: "✓", style: "good" },
  false: { sign: "✗", style: "bad" },
  unknown: { sign: "?", style: "warn" },
};

const STAGE: Column = { heading: "STAGE", atLeast: 30 };
const DOCUMENTED: Column = { heading: "documented", align: "right" };
const THIS_RUN: Column = { heading: "this run", align: "right" };

/** A variant that was run: the stages beside the documented ones, then each claim and what was measured. */
export function renderVariant({ name, judged, run }: PlayedVariant, terminal: Terminal): string[] {
  const { columns } = terminal;
  const stages = judged.claims.filter(({ claim }) => claim.says.kind === "stage");
  const others = judged.claims.filter(({ claim }) => claim.says.kind !== "stage");
  const blocks = [
    [[span("accent", `${name}  `), ...verdictLabel(judged.result.verdict)], line("faint", `run ${run}`)],
    timeline(stages, columns),
    others.flatMap((one) => claimLines(one, columns)),
  ];
  const lines = blocks.filter(({ length }) => length > 0).flatMap((block, at) => (at === 0 ? block : [[], ...block]));
  return printLines(lines, terminal);
}

/** The stages, beside the times of the document where it says any. */
function timeline(stages: readonly JudgedClaim[], columns: number): Line[] {
  if (stages.length === 0) return [];
  const isTimed = stages.some((stage) => documentedMs(stage) !== undefined);
  const headings = isTimed ? [STAGE, DOCUMENTED, THIS_RUN] : [STAGE, THIS_RUN];
  const rows = stages.map((stage): Cell[] => {
    const { claim, holds, atMs } = stage;
    const { sign, style } = SIGNS[holds];
    return [
      [span(style, `${sign} `), span("plain", claim.text)],
      ...(isTimed ? [line("faint", sinceStart(documentedMs(stage)))] : []),
      line(style === "good" ? "strong" : style, sinceStart(atMs)),
    ];
  });
  return layTable(headings, rows, columns);
}

function documentedMs({ claim: { says } }: JudgedClaim): number | undefined {
  return says.kind === "stage" ? says.atMs : undefined;
}

function sinceStart(atMs: number | undefined): string {
  return atMs === undefined ? NO_FIGURE : `T+${formatMs(atMs)}`;
}

function claimLines(judged: JudgedClaim, columns: number): Line[] {
  const { claim, holds, atMs, why } = judged;
  const { sign, style } = SIGNS[holds];
  const since = atMs === undefined ? "" : `, first at T+${formatMs(atMs)}`;
  const because = why === undefined ? "" : ` (${why})`;
  return [
    ...wrapText(claim.text, columns, { style: holds === "true" ? "plain" : style, lead: [span(style, `${sign} `)] }),
    ...wrapText(`${claimedInWords(claim)}: ${measuredInWords(judged)}${since}${because}`, columns, {
      style: "faint",
      lead: [span("plain", "  ")],
    }),
  ];
}

function measuredInWords({ claim, measured }: JudgedClaim): string {
  const criterion = criterionOf(claim.says);
  if (measured === undefined) return NO_FIGURE;
  return typeof measured === "number" && criterion ? formatMetric(criterion.metric, measured) : String(measured);
}
