import { createHash } from "node:crypto";

/** Ids of a trace and of a span in it, in hex (https://www.w3.org/TR/trace-context/). */
export interface SpanIds {
  /** 32 digits. */
  readonly traceId: string;
  /** 16 digits. */
  readonly spanId: string;
}

/** Makes the ids of a trace's first span of a text that stands for nothing else: who has that finds the trace. */
export function traceIdsOf(text: string): SpanIds {
  return { traceId: digest(`trace ${text}`).slice(0, 32), spanId: spanIdOf(text) };
}

/** Makes the id of a span. @param text no other span of its trace has it */
export function spanIdOf(text: string): string {
  return digest(`span ${text}`).slice(0, 16);
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
