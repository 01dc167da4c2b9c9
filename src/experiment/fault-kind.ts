import type { z } from "zod";

/** What a fault of a kind does, in a person's words, for `plan` and reports. */
export interface FaultExplanation {
  /** `adds 2.8 s ± 100 ms to every answer` */
  readonly does: string;
  /** `removes the toxic` */
  readonly undo: string;
  /** What will show that it took effect: `the proxy counts answers that the toxic delayed`. */
  readonly proof: string;
}

/**
 * A type of fault as the experiment file knows it. The list of kinds makes the schema, its completion and
 * its docs; how a fault is made is the business of the provider that holds the kind (src/fault).
 */
export interface FaultKind<Params = unknown> {
  /** The word in the file: `latency`. */
  readonly type: string;
  readonly targets: "edge" | "service" | "either";
  /** One sentence for docs and completion. */
  readonly summary: string;
  /** The keys that only this kind has. */
  readonly params: z.ZodObject<z.ZodRawShape, z.core.$strict>;
  explain(params: Params): FaultExplanation;
}
