import type { ByPhase, FaultOutcome, Recovery, RunResult } from "../../history/result.ts";
import { criteriaTable } from "./criteria-table.ts";
import { latency, percent } from "./figures.ts";
import { labelled, labelledPoints } from "./labelled.ts";
import { leftBehindLines } from "./left-behind.ts";
import { serviceTable, signalTable } from "./phase-table.ts";
import { printLine, printLines, type Terminal } from "./print.ts";
import { splitSignals } from "./signal-kinds.ts";
import { type Line, line, type Style, span, wrapText } from "./text.ts";
import { verdictLabel, verdictLine } from "./verdict-line.ts";

/**
 * The report of a run for a terminal. No line is wider than the columns, but for the commands that take
 * out by hand what a run left behind: those must survive being copied.
 */
export function renderResult(result: RunResult, terminal: Terminal): string[] {
  const { columns } = terminal;
  const blocks: Line[][] = [
    headBlock(result, columns),
    result.criteria.length === 0 ? [] : criteriaTable(result.criteria, columns),
    ...signalBlocks(result, columns),
    findingsBlock(result, columns),
    housekeepingBlock(result, columns),
  ];
  const body = blocks.filter(({ length }) => length > 0).flatMap((block) => [...block, []]);
  return [
    ...printLines(body, terminal),
    ...leftBehindLines(result.leftBehind, columns).map((spans) => printLine(spans, terminal.colour)),
    ...printLines([[...verdictLabel(result.verdict), span("plain", `  ${result.run}`)]], terminal),
  ];
}

function headBlock(result: RunResult, columns: number): Line[] {
  const ran = `on ${result.platform}, ${result.startedAt}, ${latency(result.durationMs)}`;
  return [
    verdictLine(result, columns),
    ...wrapText(result.title, columns),
    ...wrapText(ran, columns, { style: "faint" }),
    ...result.reasons.flatMap((reason) => bullet(reason, columns, result.verdict === "pass" ? "good" : "bad")),
  ];
}

function signalBlocks({ signals, services }: RunResult, columns: number): Line[][] {
  const { loads, edges } = splitSignals(signals);
  return [
    isEmpty(loads) ? [] : signalTable("LOAD", loads, columns),
    isEmpty(edges) ? [] : signalTable("EDGE", edges, columns),
    isEmpty(services) ? [] : serviceTable("SERVICE", services, columns),
  ];
}

function isEmpty(signals: Readonly<Record<string, ByPhase>>): boolean {
  return Object.keys(signals).length === 0;
}

function findingsBlock(result: RunResult, columns: number): Line[] {
  const services = Object.keys(result.services).length;
  const hurt =
    result.hurt.length === 0 ? "no service" : `${result.hurt.length} of ${services}: ${result.hurt.join(", ")}`;
  const { origin } = result;
  return [
    ...labelled("HURT", hurt, columns, result.hurt.length === 0 ? "good" : "bad"),
    ...result.degradations.flatMap(({ signal, afterMs, evidence }, at) => {
      const lead = span("faint", `${at + 1}. +${latency(afterMs)} `);
      return labelled(at === 0 ? "ORDER" : "", `${signal}: ${evidence}`, columns, "plain", [lead]);
    }),
    ...labelled("ORIGIN", origin?.edge ?? "none that the observations show", columns, "strong"),
    ...labelledPoints("", origin?.evidence ?? [], columns),
    ...recoveryLines(result.recovery, columns),
  ];
}

function recoveryLines(recovery: Recovery | null, columns: number): Line[] {
  const [text, style] = recoverySentence(recovery);
  return [...labelled("RECOVERY", text, columns, style), ...labelledPoints("", recovery?.metastable ?? [], columns)];
}

function recoverySentence(recovery: Recovery | null): [text: string, style: Style] {
  if (recovery === null) return ["not measured", "faint"];
  if (recovery.metastable !== undefined) {
    return ["metastable: every fault is out and the system stays down; what feeds it:", "bad"];
  }
  if (recovery.recovered === "false") return ["steady state did not come back", "bad"];
  if (recovery.recovered === "unknown") return ["unknown: it could not be judged", "warn"];
  return [`steady state held again ${latency(recovery.afterMs)} after the last undo`, "good"];
}

function housekeepingBlock(result: RunResult, columns: number): Line[] {
  const { scheduleLagMs: lag, loopDelayMaxMs, cpuMax } = result.harness;
  const harness =
    `load sent late by ${latency(lag.p50)} (p50), ${latency(lag.p99)} (p99), ${latency(lag.max)} (at most); ` +
    `longest stall ${latency(loopDelayMaxMs)}; at most ${percent(cpuMax)} of a core`;
  const undone = result.leftBehind.length === 0;
  return [
    ...result.faults.flatMap((fault, at) => faultLines(fault, at, columns)),
    ...labelled(
      "UNDO",
      undone ? "everything that was put in is out" : "incomplete, see below",
      columns,
      undone ? "good" : "bad",
    ),
    ...labelled("HARNESS", harness, columns, "plain"),
  ];
}

function faultLines(fault: FaultOutcome, at: number, columns: number): Line[] {
  const { injectedAtMs: from, undoneAtMs: to } = fault;
  const when =
    from === undefined
      ? "never went in"
      : `in at ${latency(from)}, ${to === undefined ? "not taken out" : `out at ${latency(to)}`}`;
  const took = {
    true: ["took effect", "good"],
    false: ["took no effect", "bad"],
    unknown: ["effect unknown", "warn"],
  } as const;
  const [words, style] = took[fault.took];
  return [
    ...labelled(at === 0 ? "FAULTS" : "", `${fault.id}: ${fault.type} on ${fault.on}, ${when}`, columns, "plain"),
    ...labelled("", `${words}: ${fault.evidence}`, columns, style),
  ];
}

function bullet(text: string, columns: number, style: Style): Line[] {
  return wrapText(text, columns, { lead: line(style, "• ") });
}
