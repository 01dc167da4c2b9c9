import { z } from "zod";
import { durationSchema } from "../experiment/value-schemas.ts";
import type { BrokerSpec, PollingSpec, TopicAddress } from "./behaviour.ts";
import { count } from "./count-schema.ts";

/** The format of brokers, and of those who publish and consume, in a graph file. Defaults are Kafka's own. */

const NAME = /^[a-z][a-z0-9-]*$/;
const ADDRESS = /^([a-z][a-z0-9-]*)\/([a-z][a-z0-9-]*)$/;

const name = z
  .string()
  .max(40)
  .regex(NAME, "a name has lower-case letters, digits and dashes, and begins with a letter");

export const topicAddress = z.string().transform((text, context): TopicAddress => {
  const [, broker, topic] = ADDRESS.exec(text) ?? [];
  if (broker !== undefined && topic !== undefined) return { broker, topic };
  context.addIssue({ code: "custom", message: "a topic is named with its broker: kafka/results" });
  return z.NEVER;
});

export const broker = z
  .strictObject({
    topics: z
      .record(name, z.strictObject({ partitions: count(1, 100).default(1).meta({ description: "Of the topic" }) }))
      .meta({ description: "By name" }),
    "first-rebalance-delay": durationSchema().prefault("3s").meta({ description: "group.initial.rebalance.delay.ms" }),
  })
  .transform(
    ({ topics, "first-rebalance-delay": firstRebalanceDelayMs }): BrokerSpec => ({ topics, firstRebalanceDelayMs }),
  );

/** The keys of `consumes`, without its calls. */
export const consumesShape = {
  from: topicAddress.meta({ description: "The topic, with its broker", examples: ["kafka/results"] }),
  group: name.meta({ description: "Its group's id" }),
};

const pollingShape = z.strictObject({
  interval: durationSchema({ leastMs: 100 }).prefault("5m").meta({ description: "max.poll.interval.ms" }),
  batch: count(1, 10_000).default(500).meta({ description: "max.poll.records" }),
  "session-timeout": durationSchema({ leastMs: 100 }).prefault("45s").meta({ description: "session.timeout.ms" }),
  heartbeat: durationSchema({ leastMs: 10 }).prefault("3s").meta({ description: "heartbeat.interval.ms" }),
  calls: z
    .enum(["in-loop", "beside"])
    .default("in-loop")
    .meta({ description: "Whether calls are made between two polls, or beside them" }),
});

export const pollingSchema = pollingShape
  .refine(({ heartbeat, "session-timeout": session }) => heartbeat < session, {
    error: "a member sends heartbeats more often than its session times out",
  })
  .transform(
    ({ interval, batch, "session-timeout": sessionTimeoutMs, heartbeat, calls }): PollingSpec => ({
      intervalMs: interval,
      batch,
      sessionTimeoutMs,
      heartbeatMs: heartbeat,
      calls,
    }),
  );

/** The rules of a member whose graph says nothing of them. */
export const DEFAULT_POLLING: PollingSpec = pollingSchema.parse({});
