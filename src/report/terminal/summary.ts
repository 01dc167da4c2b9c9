import type { ByPhase, FaultOutcome, RunResult } from "../../judge/history/result.ts";
import { recoveryInWords } from "../recovery-in-words.ts";
import { criteriaTable } from "./criteria-table.ts";
import { latency } from "./figures.ts";
import { handshakeLines } from "./handshakes.ts";
import { harnessLine } from "./harness.ts";
import { labelled, labelledPoints } from "./labelled.ts";
import { leftBehindLines } from "./left-behind.ts";
import { originName } from "./origin.ts";
import { serviceTable, signalTable } from "./phase-table.ts";
import { podLines } from "./pods.ts";
import { printLine, printLines, type Terminal } from "./print.ts";
import { remedyLines } from "./remedies.ts";
import { splitSignals } from "./signal-kinds.ts";
import { type Line, line, type Style, span, wrapText } from "./text.ts";
import { verdictLine } from "./verdict-line.ts";
import { waitingLines } from "./waiting.ts";
import { wayBackLines } from "./way-back.ts";

/** Rows of a usual terminal: of a longer report only the end is in sight, so the verdict stands there again. */
const SCREEN_ROWS = 24;

const NAMES_SHOWN = 3;

/** An undo that takes less is worth no word. */
const SLOW_UNDO_MS = 1000;

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
    handshakeLines(result.signals, columns),
    hasFindings(result) ? findingsBlock(result, columns) : [],
    housekeepingBlock(result, columns),
  ];
  const body = blocks.filter(({ length }) => length > 0).flatMap((block, at) => (at === 0 ? block : [[], ...block]));
  const leftBehind = leftBehindLines(result.leftBehind, columns);
  const isLong = body.length + leftBehind.length > SCREEN_ROWS;
  return [
    ...printLines(body, terminal),
    ...leftBehind.map((spans) => printLine(spans, terminal.colour)),
    ...(isLong ? printLines([[], verdictLine(result, columns)], terminal) : []),
  ];
}

/** Before a fault went in there is nothing to find, and where nothing was measured (`inject`) nobody looked. */
function hasFindings({ faults, signals }: RunResult): boolean {
  return faults.some(({ injectedAtMs }) => injectedAtMs !== undefined) && !isEmpty(signals);
}

function headBlock(result: RunResult, columns: number): Line[] {
  const ran = `run ${result.run} on ${result.platform}, ${wallClock(result.startedAt)}, took ${latency(result.durationMs)}`;
  return [
    verdictLine(result, columns),
    ...wrapText(result.title, columns),
    ...wrapText(ran, columns, { style: "faint" }),
    ...result.reasons.flatMap((reason) => bullet(reason, columns, result.verdict === "pass" ? "good" : "bad")),
    ...result.warnings.flatMap((warning) => bullet(warning, columns, "warn")),
    ...hintLines(result, columns),
  ];
}

/** Lines on what to do about the error that broke the run. */
function hintLines({ stop }: RunResult, columns: number): Line[] {
  if (stop?.kind !== "broken" || stop.hint === undefined) return [];
  return wrapText(stop.hint, columns, { style: "strong", lead: line("plain", "  ") });
}

/** `2026-11-21 01:42:44 UTC` of an ISO 8601 time in UTC. */
function wallClock(iso: string): string {
  return iso.replace("T", " ").replace(/(\.\d+)?Z$/, " UTC");
}

/** Loads and edges; of services, whose figures are mostly those of a single edge or load, only the hurt ones. */
function signalBlocks({ signals, services, hurt }: RunResult, columns: number): Line[][] {
  const { loads, edges } = splitSignals(signals);
  const hurtServices = Object.fromEntries(Object.entries(services).filter(([name]) => hurt.includes(name)));
  return [
    isEmpty(loads) ? [] : signalTable("LOAD", loads, columns),
    isEmpty(edges) ? [] : signalTable("EDGE", edges, columns),
    isEmpty(hurtServices) ? [] : serviceTable("SERVICE HURT", hurtServices, columns),
  ];
}

function isEmpty(signals: Readonly<Record<string, ByPhase>>): boolean {
  return Object.keys(signals).length === 0;
}

function findingsBlock(result: RunResult, columns: number): Line[] {
  const services = Object.keys(result.services).length;
  const isTold = result.undecided.length === 0;
  const none = isTold ? "no service" : "no service, as far as it can be told";
  const hurt = result.hurt.length === 0 ? none : `${result.hurt.length} of ${services}: ${result.hurt.join(", ")}`;
  const { origin } = result;
  return [
    ...labelled("HURT", hurt, columns, result.hurt.length > 0 ? "bad" : isTold ? "good" : "warn"),
    ...result.degradations.flatMap(({ signal, afterMs, evidence }, at) => {
      const lead = span("faint", `${at + 1}. `);
      const text = `${signal} after ${latency(afterMs)}: ${evidence}`;
      return labelled(at === 0 ? "ORDER" : "", text, columns, "plain", [lead]);
    }),
    ...labelled(
      "ORIGIN",
      originName(origin) ?? (isTold ? "none that the observations show" : "none that can be told"),
      columns,
      "strong",
    ),
    ...labelledPoints("", origin?.evidence ?? [], columns),
    ...causeLines(result, columns),
    ...undecidedLines(result, columns),
    ...recoveryLines(result, columns),
    ...remedyLines(result.remedies, columns),
    ...podLines(result.pods, result.durationMs, columns),
  ];
}

/** Lines for who looks for the cause of what was hurt: the way to it, and what calls wait for. */
function causeLines({ hurt, wayBack, waiting }: RunResult, columns: number): Line[] {
  return hurt.length === 0 ? [] : [...wayBackLines(wayBack, columns), ...waitingLines(waiting, columns)];
}

/** Lines on what could not be told, in the words of its first; the result has them all. */
function undecidedLines({ undecided }: RunResult, columns: number): Line[] {
  const names = [...new Set(undecided.map(({ name }) => name))];
  const [first] = undecided;
  if (first === undefined) return [];
  const why = names.length === 1 ? first.why : `${first.name}, for one: ${first.why}`;
  return labelled("UNDECIDED", `${listed(names)}: ${why}`, columns, "warn");
}

/** `a, b, c and 4 more` */
function listed(names: readonly string[]): string {
  const shown = names.slice(0, NAMES_SHOWN).join(", ");
  return names.length > NAMES_SHOWN ? `${shown} and ${names.length - NAMES_SHOWN} more` : shown;
}

function recoveryLines(result: RunResult, columns: number): Line[] {
  const { text, style } = recoveryInWords(result);
  const feeding = result.recovery?.metastable ?? [];
  return [...labelled("RECOVERY", text, columns, style), ...labelledPoints("", feeding, columns)];
}

function housekeepingBlock(result: RunResult, columns: number): Line[] {
  const [harness, harnessStyle] = harnessLine(result.harness);
  const { leftBehind, forgotten = [], recovered = [] } = result;
  const undone = leftBehind.length + forgotten.length === 0;
  return [
    ...result.faults.flatMap((fault, at) => faultLines(fault, at, columns)),
    ...labelled(
      "UNDO",
      undoInWords(leftBehind.length, forgotten.length, recovered.length),
      columns,
      undone ? "good" : "bad",
    ),
    ...(isEmpty(result.signals) ? [] : labelled("HARNESS", harness, columns, harnessStyle)),
  ];
}

function undoInWords(left: number, forgotten: number, recovered: number): string {
  if (left > 0) return "incomplete, see below";
  return forgotten > 0
    ? `given up: ${forgotten}, see above`
    : `everything that was put in is out${recovered > 0 ? ", some of it later, see above" : ""}`;
}

function faultLines(fault: FaultOutcome, at: number, columns: number): Line[] {
  const { injectedAtMs: from, undoingAtMs, undoneAtMs: to } = fault;
  const undo = to === undefined || undoingAtMs === undefined ? 0 : to - undoingAtMs;
  const lasted = undo < SLOW_UNDO_MS ? "" : `, which took ${latency(undo)}`;
  const when =
    from === undefined
      ? "never went in"
      : `in ${latency(from)} after the start, ${to === undefined ? "not taken out" : `out ${latency(to - from)} later${lasted}`}`;
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
