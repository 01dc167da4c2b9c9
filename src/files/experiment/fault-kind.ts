import type { z } from "zod";
import type { EdgeProtocol } from "../../values/edge-protocol.ts";
import type { Problem, ProblemParts, Source } from "../yaml/problem.ts";

/** A description of a fault of a kind in a person's words, for `plan` and reports. */
export interface FaultExplanation {
  /** `adds 2.8 s ± 100 ms to every answer` */
  readonly does: string;
  /** `removes the toxic` */
  readonly undo: string;
  /** The proof that will show that it took effect: `the proxy counts answers that the toxic delayed`. */
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
  /** True when what it names says which replicas it takes, so that the fault has no `mode`. */
  readonly ownMode?: true;
  /**
   * True when calls that it fails never come to the proxy that counts an edge's: the kernel refuses or drops them. On a
   * service, those are the calls that the service makes.
   */
  readonly failsUncounted?: true;
  /** True when it may leave the nodes that its pods are on short of something, so that this says nothing of the harness. */
  readonly mayPressNodes?: true;
  /** The protocols of edges on whose messages it acts; none named where it acts on bytes or packets. */
  readonly protocols?: readonly EdgeProtocol[];
  /** Gives those of them on which it acts with these keys, of a kind whose keys tell. */
  protocolsWith?(params: Params): readonly EdgeProtocol[];
  /** Tells whether it shows callers a certificate of the run's own authority. */
  showsOwnCertificate?(params: Params): boolean;
  /** Keys that go with an edge alone, of a kind that takes a service, too. */
  readonly onlyOnEdge?: readonly string[];
  /** Keys that go with a service alone, and are needed there, of a kind that takes an edge, too. */
  readonly neededOnService?: readonly string[];
  /** The keys that only this kind has. */
  readonly params: z.ZodObject<z.ZodRawShape, z.core.$strict>;
  /** Takes in what the keys only name, such as a file. Called when the keys are right; undefined when that isn't. */
  complete?(params: Params, context: Completion): Params | undefined;
  explain(params: Params): FaultExplanation;
}

/** Protocols whose messages have a place for a trace id. */
const TRACED: readonly EdgeProtocol[] = ["http1", "http2", "grpc"];

/** Tells whether a kind can, on an edge, act on requests of the treated arm alone. */
export function sparesControl({ protocols = [] }: Pick<FaultKind, "protocols">): boolean {
  return protocols.some((protocol) => TRACED.includes(protocol));
}

/** The means by which a kind takes in more, where its keys name it. */
export interface Completion {
  /** Time that the fault is in, in ms. */
  readonly durationMs: number;
  /** Reads a file; `path` is as the experiment has it. Throws a BrownoutError. */
  readText(path: string): Source;
  report(problem: Problem): void;
  /** A problem of the value of one of the fault's keys. */
  problemAt(key: string, parts: ProblemParts): Problem;
}
