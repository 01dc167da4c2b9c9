import { execFile } from "node:child_process";
import { readdir } from "node:fs/promises";
import { promisify } from "node:util";
import { KAFKA_VERSION, kafkaFolder } from "../../../clients/os/kafka-folder.ts";
import { concernsPackets } from "../../../faults/network/concerns-packets.ts";
import type { Experiment } from "../../../files/experiment/experiment.ts";
import { UsageError } from "../../../values/errors.ts";

/** A graph has a broker, and this machine lacks what runs one. */
class NoKafkaError extends UsageError {
  override readonly code = "E_NO_KAFKA";
}

/**
 * Makes sure that the broker of an experiment's graph, if it has one, can be brought up here; starts none.
 * @throws NoKafkaError
 */
export async function checkBrokers({ system, faults }: Experiment): Promise<void> {
  const broker = system.graph?.services.find(({ behaviour }) => behaviour?.broker)?.name;
  if (broker === undefined) return;
  if (concernsPackets({ faults })) {
    throw new UsageError({
      message: `${broker} is a broker, which answers on this machine's loopback alone, and faults on packets need a network for each service`,
      hint: "Put another fault on the edges, such as latency.",
    });
  }
  await checkKafka(broker);
}

/**
 * Makes sure that this machine has what runs Kafka.
 * @param broker the service that is to be one, for the message.
 * @throws NoKafkaError
 */
export async function checkKafka(broker: string): Promise<void> {
  await checkJars(broker);
  await checkJava(broker);
}

async function checkJava(broker: string): Promise<void> {
  try {
    await promisify(execFile)("java", ["-version"]);
  } catch (cause) {
    throw new NoKafkaError({
      message: `${broker} is a broker, and Java, which Kafka is a program of, can't be started here`,
      hint: "Install Java 17 or newer, so that `java -version` works.",
      cause,
    });
  }
}

async function checkJars(broker: string): Promise<void> {
  const folder = kafkaFolder(process.env);
  const files = await readdir(folder).catch(() => []);
  if (files.some((name) => name.startsWith("kafka_")) && files.some((name) => name.startsWith("slf4j-simple"))) return;
  throw new NoKafkaError({
    message: `${broker} is a broker, and ${folder} doesn't have Kafka's jars`,
    hint: `With Maven, put org.apache.kafka:kafka_2.13:${KAFKA_VERSION} and org.slf4j:slf4j-simple:1.7.36 there, with all that they need (test/support/kafka/fetch-kafka.sh does so), or say in BROWNOUT_KAFKA where they are.`,
  });
}
