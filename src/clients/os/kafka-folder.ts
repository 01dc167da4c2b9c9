import { homedir } from "node:os";
import { join } from "node:path";

/** The version of Kafka that graphs with a broker are played on. */
export const KAFKA_VERSION = "4.0.0";

/** The folder where Kafka's jars are looked for: `BROWNOUT_KAFKA`, else one in the user's cache. */
export function kafkaFolder(env: Readonly<Record<string, string | undefined>>): string {
  const cache = env.XDG_CACHE_HOME || join(homedir(), ".cache");
  return env.BROWNOUT_KAFKA || join(cache, "brownout", `kafka-${KAFKA_VERSION}`);
}
