import type { Verdict } from "../../judge/history/result.ts";
import type { Stability, Wavering } from "../../judge/stability/stability.ts";
import { printLines, type Terminal } from "./print.ts";
import { joinLines, type Line, line, span, wrapText } from "./text.ts";
import { verdictLabel } from "./verdict-line.ts";

/** Every verdict, the best first. */
const VERDICTS: readonly Verdict[] = ["pass", "fail", "aborted", "inconclusive", "undo-incomplete"];

/** Renders how often each experiment came to which verdict, and of those that wavered what would decide. */
export function renderStability(all: readonly Stability[], terminal: Terminal): string[] {
  const lines = all.flatMap((one, at) => [...(at === 0 ? [] : [[]]), ...linesOf(one, terminal.columns)]);
  return printLines(lines, terminal);
}

function linesOf(stability: Stability, columns: number): Line[] {
  const { experiment, platform, from, to, wavering, withoutVerdict } = stability;
  const verdicts = VERDICTS.filter((verdict) => stability.verdicts[verdict] !== undefined);
  const runs = verdicts.reduce((sum, verdict) => sum + (stability.verdicts[verdict] ?? 0), 0);
  const counted = verdicts.map((verdict) => [
    ...verdictLabel(verdict),
    span("plain", ` ${stability.verdicts[verdict]} of ${runs}`),
  ]);
  const without = withoutVerdict === 0 ? "" : `; ${withoutVerdict} without a verdict`;
  return [
    [span("strong", experiment), span("faint", ` on ${platform}, ${day(from)} to ${day(to)}${without}`)],
    ...(counted.length === 0 ? [] : [joinLines(counted, ", ")]),
    ...(runs > 0 && verdicts.length === 1 ? [line("good", steadyInWords(runs))] : []),
    ...wavering.flatMap((one) => waveringLines(one, columns)),
  ];
}

/** One run can't waver. */
function steadyInWords(runs: number): string {
  return runs === 1 ? "one run says nothing of how stable that is" : "the same in every run";
}

function waveringLines({ what, outcomes, needs }: Wavering, columns: number): Line[] {
  const counts = [
    ...(outcomes.true > 0 ? [`true ${outcomes.true}`] : []),
    ...(outcomes.false > 0 ? [`false ${outcomes.false}`] : []),
    ...(outcomes.unknown > 0 ? [`unknown ${outcomes.unknown}`] : []),
  ];
  return [
    ...wrapText(`${what}: ${counts.join(", ")}`, columns, { style: "warn", lead: [span("warn", "~ ")] }),
    ...needs.flatMap((need) => wrapText(need, columns, { lead: [span("plain", "    ")] })),
  ];
}

function day(wall: string): string {
  return wall.slice(0, 10);
}
