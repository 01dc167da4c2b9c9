import { brokersOf } from "../../../files/graph/brokers.ts";
import { programFile } from "../../../values/own-files.ts";
import { httpGet } from "../../http-get.ts";
import type { ProgramKind, ReplicaPlace, UpCheck } from "../service-program.ts";
import { checkBrokers } from "./kafka-there.ts";

/** Its exit code when its port is in use (fixtures/service/main.ts). */
const EXIT_PORT_TAKEN = 75;

/**
 * The demo's service, fixtures/service: one program that becomes a service by its part of the graph file. Its readiness
 * is deep: every dependency has answered. Its liveness is not.
 * @param path of another program that is told the same
 */
export function demoService(path = programFile("fixtures/service/main")): ProgramKind {
  return {
    takes: ({ behaviour }) => behaviour !== undefined,
    check: checkBrokers,
    startsFirst: ({ behaviour }) => behaviour?.broker !== undefined,
    tellsOfItself: () => "yes",
    at: (place) => ({
      command: [process.execPath, path],
      env: environmentOf(place),
      isReady: answersAt("/readyz"),
      isAlive: answersAt("/livez"),
      isAlone: place.service.behaviour?.broker === undefined,
      exitPortTaken: EXIT_PORT_TAKEN,
    }),
  };
}

function environmentOf(place: ReplicaPlace): Readonly<Record<string, string>> {
  const { service, number, host, port, callees, seed, stateFolder } = place;
  const urls = Object.entries(callees).map(([callee, { each }]) => [callee, each.map((way) => `http://${way}`)]);
  // Brokers are up before others are started; which of them a service needs, it knows.
  const brokers = service.behaviour === undefined ? [] : brokersOf(service.behaviour);
  const brokerUrls = brokers.map((broker) => [broker, `http://${place.addressOf(broker)}`]);
  return {
    BROWNOUT_SERVICE: JSON.stringify({ name: service.name, replica: number, behaviour: service.behaviour }),
    BROWNOUT_DEPENDENCIES: JSON.stringify(Object.fromEntries(urls)),
    BROWNOUT_BROKERS: JSON.stringify(Object.fromEntries(brokerUrls)),
    BROWNOUT_SEED: String(seed),
    BROWNOUT_STATE_FOLDER: stateFolder,
    BROWNOUT_EXIT_WITH_STDIN: "1",
    BROWNOUT_HOST: host,
    PORT: String(port),
  };
}

/** Its pages have its process id: another process may answer on its port. */
function answersAt(page: "/readyz" | "/livez"): UpCheck {
  return async ({ pid, address }, signal) => {
    const { status, body } = await httpGet(`http://${address}${page}`, signal);
    if (status !== 200) return `it answered ${status} ${body}`;
    return JSON.parse(body).pid === pid ? undefined : "another process answers on its port";
  };
}
