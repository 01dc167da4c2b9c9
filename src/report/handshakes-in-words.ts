import { measuredPhases } from "../judge/history/event.ts";
import type { ByPhase, HandshakeStats } from "../judge/history/result.ts";
import { count, latency, NO_FIGURE, percent } from "./terminal/figures.ts";

/** Figures of an edge's TLS handshakes, by the phases that it was seen in. */
export interface HandshakesInWords {
  readonly ended: string;
  readonly failed: string;
  readonly p50: string;
  readonly p95: string;
}

/** `301 → 305 → 298` and the like, from the baseline to the recovery; undefined for an edge on which there were none. */
export function handshakesInWords(phases: ByPhase): HandshakesInWords | undefined {
  const seen = measuredPhases.flatMap((phase) => (phases[phase] === undefined ? [] : [phases[phase].handshakes]));
  if (seen.every((one) => one === undefined)) return undefined;
  const write = (figure: (stats: HandshakeStats) => string, none: string) =>
    seen.map((one) => (one === undefined ? none : figure(one))).join(" → ");
  return {
    ended: write(({ total }) => count(total), "0"),
    failed: write(({ total, failed }) => percent(failed / total), NO_FIGURE),
    p50: write(({ p50Ms }) => latency(p50Ms), NO_FIGURE),
    p95: write(({ p95Ms }) => latency(p95Ms), NO_FIGURE),
  };
}
