import type { AnyFaultOnReplicas, FaultInput } from "./experiment-input.ts";

/** Keys of a kind of fault, without those that say where and when an experiment has it. */
type KeysOf<Type extends FaultInput["type"]> = Omit<
  Extract<FaultInput, { readonly type: Type }>,
  keyof AnyFaultOnReplicas | "type" | "on"
>;

/** Faults that a proxy makes, by their names in experiments, each with its keys. */
export interface ProxyFaults {
  readonly latency: KeysOf<"latency">;
  readonly bandwidth: KeysOf<"bandwidth">;
  readonly "slow-close": KeysOf<"slow-close">;
  readonly timeout: KeysOf<"timeout">;
  readonly reset: KeysOf<"reset">;
  readonly slicer: KeysOf<"slicer">;
  readonly limit: KeysOf<"limit">;
  readonly "http-status": Omit<KeysOf<"http-status">, "port">;
  readonly "http-abort": Omit<KeysOf<"http-abort">, "port">;
  readonly "http-delay": Omit<KeysOf<"http-delay">, "port">;
  readonly "http-lost-answer": KeysOf<"http-lost-answer">;
  readonly "http-slow-answer": KeysOf<"http-slow-answer">;
  readonly "http-truncate": KeysOf<"http-truncate">;
  readonly "http-header": KeysOf<"http-header">;
  readonly "grpc-status": KeysOf<"grpc-status">;
  readonly "query-delay": KeysOf<"query-delay">;
  readonly "query-error": KeysOf<"query-error">;
  readonly "tls-handshake": KeysOf<"tls-handshake">;
  readonly down: KeysOf<"down">;
}
