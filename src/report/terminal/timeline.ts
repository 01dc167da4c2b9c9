import type { PhaseLengths } from "../../files/experiment/experiment.ts";
import { formatMs } from "../../judge/criteria/format.ts";
import type { Plan } from "../../judge/plan/plan.ts";
import { type Line, line, padLine, type Style, span, textWidth } from "./text.ts";

/** A phase as drawn: where it begins, in time and on the line. */
interface Stretch {
  readonly name: string;
  readonly fromMs: number;
  readonly lengthMs: number;
  readonly style: Style;
  readonly columns: number;
}

/**
 * The phases on a line, each as wide as its length but never narrower than its name, and under the fault
 * phase a bar for each fault.
 */
export function timelineLines(plan: Plan, columns: number): Line[] {
  const stretches = stretchesOf(plan.experiment.phases, columns - 1);
  return [
    stretches.flatMap(({ name, style, columns: own }) => padLine(line(style, name), own)),
    [...stretches.flatMap(rule), span("faint", "┤")],
    stretches.flatMap(({ fromMs, columns: own }) => padLine(line("faint", formatMs(fromMs)), own)),
    ...plan.faults.map((fault) => faultBar(fault.id, fault, stretches)),
  ];
}

function rule({ style, columns }: Stretch, at: number): Line {
  return [span("faint", at === 0 ? "├" : "┼"), span(style === "plain" ? "faint" : style, "─".repeat(columns - 1))];
}

function faultBar(
  id: string,
  { startMs, durationMs }: { readonly startMs: number; readonly durationMs: number },
  stretches: readonly Stretch[],
): Line {
  const at = stretches.findIndex(({ name }) => name === "fault");
  const phase = stretches[at];
  if (phase === undefined) return line("plain", id);
  const before = stretches.slice(0, at).reduce((sum, { columns }) => sum + columns, 0);
  const columnAt = (ms: number) => Math.round((Math.min(ms, phase.lengthMs) / phase.lengthMs) * phase.columns);
  const from = Math.min(columnAt(startMs), phase.columns - 1);
  const length = Math.max(1, columnAt(startMs + durationMs) - from);
  const lead = before + from;
  const bar = span("bad", "▆".repeat(length));
  // The name stands before the bar, or behind it where a short warm-up leaves no room.
  if (lead > textWidth(id)) return [...padLine(line("plain", id), lead), bar];
  return [span("plain", " ".repeat(lead)), bar, span("plain", ` ${id}`)];
}

function stretchesOf(lengths: PhaseLengths, columns: number): Stretch[] {
  const phases = [
    { name: "warm-up", lengthMs: lengths.warmUpMs, style: "plain" as const },
    { name: "baseline", lengthMs: lengths.baselineMs, style: "plain" as const },
    { name: "fault", lengthMs: lengths.faultMs, style: "bad" as const },
    { name: "recovery", lengthMs: lengths.recoveryMs, style: "plain" as const },
  ].filter(({ lengthMs }) => lengthMs > 0);
  const least = phases.reduce((sum, { name }) => sum + name.length + 2, 0);
  const totalMs = phases.reduce((sum, { lengthMs }) => sum + lengthMs, 0);
  let fromMs = 0;
  return phases.map((phase) => {
    const share = phase.lengthMs / totalMs;
    const stretch = {
      ...phase,
      fromMs,
      columns: phase.name.length + 2 + Math.floor(share * Math.max(0, columns - least)),
    };
    fromMs += phase.lengthMs;
    return stretch;
  });
}
