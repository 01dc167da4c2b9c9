import type { Socket } from "node:net";
import { z } from "zod";
import { histogramSchema, signalDeltaSchema } from "../judge/history/event-schema.ts";
import { schemaOf } from "../values/schema-of.ts";
import type { LoadBatch, LoadShare, ResolvedLoad } from "./load.ts";
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
}

/** Messages of a run to a sender, a line of JSON each. It says `still-here` when it has nothing else to say. */
export type RunnerMessage = StartMessage | { readonly kind: "still-here" } | { readonly kind: "stop" };

/** Messages of a sender to the run, a line of JSON each. */
export type SenderMessage =
  | SenderThreadMessage
  | { readonly kind: "broken"; readonly message: string; readonly hint?: string };

const batch = schemaOf<LoadBatch>({
  atMs: z.number(),
  signals: z.record(z.string(), signalDeltaSchema),
  scheduleLag: histogramSchema,
  stallMs: z.number().nonnegative(),
});

/** The schema of what comes from a sender: it runs where others may have changed it. */
export const senderMessageSchema: z.ZodType<SenderMessage> = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("started") }),
  z.object({ kind: z.literal("batch"), batch }),
  z.object({ kind: z.literal("stopped") }),
  z.object({ kind: z.literal("broken"), message: z.string(), hint: z.exactOptional(z.string()) }),
]);

/** A connection that is gone takes what is said to it along; that it is gone shows where it is read. */
export function say(socket: Socket, message: RunnerMessage | SenderMessage): void {
  if (socket.writable) socket.write(`${JSON.stringify(message)}\n`);
}
