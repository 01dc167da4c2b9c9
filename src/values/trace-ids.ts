import { createHash } from "node:crypto";

/** Ids of a trace and of a span in it, in hex (https://www.w3.org/TR/trace-context/). */
export interface SpanIds {
  /** 32 digits. */
  readonly traceId: string;
  /** 16 digits. */
  readonly spanId: string;
}

/**
 * The ids of a run's own trace and of its first span: who has the run's id finds it. Those of the run's requests begin with the same
 * 16 digits.
 */
export function runTraceIds(run: string): SpanIds {
  return { traceId: digest(`trace run ${run}`).slice(0, 32), spanId: spanIdOf(`run ${run}`) };
}

/** The 16 digits that the ids of a run's traces begin with. */
export function tracePrefix(run: string): string {
  return runTraceIds(run).traceId.slice(0, 16);
}

/** Makes the id of a span. @param text no other span of its trace has it */
export function spanIdOf(text: string): string {
  return digest(`span ${text}`).slice(0, 16);
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
