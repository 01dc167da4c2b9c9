import type { Socket } from "node:net";
import { z } from "zod";
import { histogramSchema, signalDeltaSchema } from "../judge/history/event-schema.ts";
import {
  armsRecord,
  commandShape,
  generatorRecord,
  pacingRecord,
  retryRecord,
  sessionsRecord,
  statusRangeRecord,
  stepRecord,
} from "../judge/plan/experiment-record.ts";
import { schemaOf } from "../values/schema-of.ts";
import type { LoadBatch, LoadShare, ResolvedCommand, ResolvedLoad, ResolvedRequest } from "./load.ts";
import type { SenderThreadMessage } from "./sender-thread.ts";

/** The first thing that a run says to a sender elsewhere. */
export interface StartMessage {
  readonly kind: "start";
  /** The runner's; a sender of another one may measure something else. */
  readonly version: string;
  readonly loads: readonly ResolvedLoad[];
  readonly seed: number;
  readonly batchEveryMs: number;
  readonly share: LoadShare;
  /** Name of the run. */
  readonly run: string;
}

/** Messages of a run to a sender, a line of JSON each. It says `still-here` when it has nothing else to say. */
export type RunnerMessage = StartMessage | { readonly kind: "still-here" } | { readonly kind: "stop" };

/** Messages of a sender to the run, a line of JSON each. Those elsewhere sample nothing. */
export type SenderMessage =
  | Exclude<SenderThreadMessage, { readonly kind: "sampled" }>
  | { readonly kind: "broken"; readonly message: string; readonly hint?: string };

const batch = schemaOf<LoadBatch>({
  atMs: z.number(),
  signals: z.record(z.string(), signalDeltaSchema),
  scheduleLag: histogramSchema,
  grainMs: z.number().nonnegative(),
  stallMs: z.number().nonnegative(),
});

/** The schema of what comes from a sender: it runs where others may have changed it. */
export const senderMessageSchema: z.ZodType<SenderMessage> = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("started") }),
  z.object({ kind: z.literal("batch"), batch }),
  z.object({ kind: z.literal("stopped") }),
  z.object({ kind: z.literal("broken"), message: z.string(), hint: z.exactOptional(z.string()) }),
]);

const load = schemaOf<ResolvedLoad>({
  name: z.string(),
  pacing: pacingRecord,
  requests: z.array(
    schemaOf<ResolvedRequest>({
      method: z.string(),
      urls: z.array(z.string()),
      headers: z.record(z.string(), z.string()),
      body: z.exactOptional(z.string()),
      weight: z.number().positive(),
    }),
  ),
  timeoutMs: z.number().nonnegative(),
  retry: z.exactOptional(retryRecord),
  sessions: z.exactOptional(sessionsRecord),
  steps: z.exactOptional(z.array(stepRecord)),
  command: z.exactOptional(schemaOf<ResolvedCommand>({ ...commandShape, addresses: z.array(z.string()) })),
  generator: z.exactOptional(generatorRecord),
  traceparent: z.exactOptional(z.literal(false)),
  arms: z.exactOptional(armsRecord),
  maxInFlight: z.number().nonnegative(),
  failOn: z.array(statusRangeRecord),
  arrivalsForMs: z.exactOptional(z.number()),
});

/** The schema of what comes from a run: its runner may be of another version. */
export const runnerMessageSchema: z.ZodType<RunnerMessage> = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("start"),
    version: z.string(),
    loads: z.array(load),
    seed: z.number(),
    batchEveryMs: z.number().positive(),
    share: z.object({ index: z.int().nonnegative(), of: z.int().positive() }),
    run: z.string(),
  }),
  z.object({ kind: z.literal("still-here") }),
  z.object({ kind: z.literal("stop") }),
]);

/** A connection that is gone takes what is said to it along; that it is gone shows where it is read. */
export function say(socket: Socket, message: RunnerMessage | SenderMessage): void {
  if (socket.writable) socket.write(`${JSON.stringify(message)}\n`);
}
