import { checkKafka } from "../../../src/platforms/local/programs/kafka-there.ts";
import { lacking } from "../needs.ts";

/**
 * Tells why tests that need Kafka can't run here; false when they can.
 * @throws instead of that where BROWNOUT_REQUIRE_KAFKA=1 says that no test may be skipped for want of it
 */
export async function withoutKafka(): Promise<string | false> {
  try {
    await checkKafka("kafka");
    return false;
  } catch (error) {
    if (process.env.BROWNOUT_REQUIRE_KAFKA === "1") throw error;
    return lacking("kafka", (error as Error).message);
  }
}
