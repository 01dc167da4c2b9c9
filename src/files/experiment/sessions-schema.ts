import { z } from "zod";
import { parseJsonPointer } from "../../values/json-pointer.ts";
import { show } from "../yaml/problem.ts";
import type { BackoffSpec, SessionsSpec } from "./load-spec.ts";
import { durationSchema, shareOrNoneSchema, textSchema } from "./value-schemas.ts";

const pointerHelp = "a JSON Pointer begins with a slash: /sentAt, /tick/time";

const pointerSchema = textSchema
  .refine((text) => text !== "" && parseJsonPointer(text) !== undefined, {
    error: ({ input }) => `found ${show(input)}; ${pointerHelp}`,
  })
  .meta({
    description: "JSON Pointer to the time at which a message was sent, in milliseconds since the Unix epoch",
    examples: ["/sentAt"],
  });

const messageSchema = z
  .strictObject({
    every: durationSchema({ leastMs: 10 }).meta({ description: "A message is due so often in each session" }),
    "sent-at": pointerSchema,
  })
  .meta({ description: "The messages that each session is sent" });

const reconnectSchema = z
  .strictObject({
    backoff: durationSchema().prefault("0ms").meta({ description: "First pause; 0ms opens it again at once" }),
    factor: z.number().min(1).max(10).default(2).meta({ description: "Each pause is so many times the one before" }),
    max: durationSchema().prefault("1m").meta({ description: "No pause is longer" }),
    jitter: shareOrNoneSchema.prefault(0).meta({ description: "Share of each pause that is drawn" }),
  })
  .prefault({})
  .meta({ description: "Pauses before a session is opened again; they begin anew once a message has come" })
  .transform(
    ({ backoff, factor, max, jitter }): BackoffSpec => ({ backoffMs: backoff, factor, longestMs: max, jitter }),
  );

/** The sessions of a load that keeps them. */
export const sessionsSchema = z
  .strictObject({
    count: z
      .int()
      .min(1)
      .max(10_000)
      .meta({ description: "They are opened at the load's rate until there are so many" }),
    message: messageSchema,
    handshake: durationSchema({ leastMs: 1 })
      .prefault("10s")
      .meta({ description: "An attempt to open a session that takes longer has failed" }),
    silence: durationSchema({ leastMs: 1 })
      .optional()
      .meta({ description: "A session in which nothing comes for so long is closed and opened again; default: never" }),
    reconnect: reconnectSchema,
  })
  .meta({ description: "WebSocket sessions that are opened by the request and stay open" })
  .transform(
    ({ count, message, handshake, silence, reconnect }): SessionsSpec => ({
      count,
      everyMs: message.every,
      sentAt: message["sent-at"],
      handshakeMs: handshake,
      ...(silence === undefined ? {} : { silenceMs: silence }),
      reconnect,
    }),
  );
