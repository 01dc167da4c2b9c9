import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { replicaKinds } from "../../src/faults/kinds.ts";
import { messageKinds } from "../../src/faults/messages/list.ts";
import { tlsHandshake } from "../../src/faults/messages/tls-handshake.ts";
import { processFaults } from "../../src/faults/process/process-faults.ts";
import { processUndo } from "../../src/faults/process/process-undo.ts";
import { down } from "../../src/faults/toxiproxy/down.ts";
import { proxyDownUndoer } from "../../src/faults/toxiproxy/down-fault.ts";
import { toxiproxyInjector } from "../../src/faults/toxiproxy/injector.ts";
import { toxicKinds } from "../../src/faults/toxiproxy/list.ts";
import { toxicUndoer } from "../../src/faults/toxiproxy/toxic-fault.ts";
import type { FaultKind } from "../../src/files/experiment/fault-kind.ts";
import type { FaultTarget } from "../../src/files/experiment/fault-spec.ts";
import type { LocalSystem } from "../../src/platforms/local/local-system.ts";
import { systemClock } from "../../src/values/clock/system-clock.ts";
import { startLocalPair } from "../support/local-pair.ts";
import { testsNeeding } from "../support/needs.ts";
import { withoutRedis } from "../support/real-servers.ts";
import { startTlsServer } from "../support/tls-server.ts";
import { type FaultBench, faultContract } from "./fault-contract.ts";
import { killFromOutside } from "./replica-end.ts";

const edge = { kind: "edge", caller: "front", callee: "back" } as const;
const redisPair = fileURLToPath(new URL("../support/redis-pair.yaml", import.meta.url));
const service = { kind: "service", service: "back" } as const;

async function startBench(graphPath?: string): Promise<FaultBench> {
  const logFolder = await mkdtemp(join(tmpdir(), "brownout-contract-"));
  const { system, close } = await startLocalPair({ logFolder, graphPath });
  return benchOf(system, graphPath, async () => {
    await close();
    await rm(logFolder, { recursive: true });
  });
}

/** The same with a callee that speaks TLS. */
async function startTlsBench(): Promise<FaultBench> {
  const logFolder = await mkdtemp(join(tmpdir(), "brownout-contract-"));
  const { system, close } = await startLocalPair({ logFolder });
  const server = await startTlsServer({}, (socket) => {
    socket.once("data", () => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
  });
  const { apiUrl } = system.proxies;
  const body = JSON.stringify({ upstream: server.address });
  await fetch(`${apiUrl}/proxies/${system.proxies.proxiesOf(edge)[0]}`, { method: "PATCH", body });
  const bench = await benchOf(system, undefined, async () => {
    await close();
    await server.close();
    await rm(logFolder, { recursive: true });
  });
  return { ...bench, urlOf: async (target) => (await bench.urlOf(target)).replace("http:", "https:") };
}

/** The same with Redis at both ends. */
async function startRedisBench(): Promise<FaultBench> {
  const folder = await mkdtemp(join(tmpdir(), "brownout-contract-"));
  // Redis is found by the log that it writes to, in a folder that only its run can have.
  const logFolder = join(folder, `pair-${process.pid}`, "logs");
  await mkdir(logFolder, { recursive: true });
  const { system, close } = await startLocalPair({ logFolder, graphPath: redisPair });
  const bench = await benchOf(system, redisPair, async () => {
    await close();
    await rm(folder, { recursive: true });
  });
  return { ...bench, urlOf: async (target) => (await bench.urlOf(target)).replace("http:", "redis:") };
}

async function benchOf(
  system: LocalSystem,
  graphPath: string | undefined,
  close: () => Promise<void>,
): Promise<FaultBench> {
  const { proxies, replicas } = system;
  const [proxy] = proxies.proxiesOf(edge);
  const proxyUrl = `${proxies.apiUrl}/proxies/${proxy}`;
  const original = (await (await fetch(proxyUrl)).json()) as Readonly<Record<string, unknown>>;
  const [replica] = replicas.replicasOf(service.service);
  const onReplicas = processFaults(replicas, processUndo(replicas));
  return {
    injectors: [toxiproxyInjector(proxies, systemClock), onReplicas.injector],
    undoers: [toxicUndoer, proxyDownUndoer, onReplicas.undoer],
    edge,
    service,
    system: async () => ({
      apiUrl: proxies.apiUrl,
      proxies: proxies.proxiesOf(edge),
      networks: {},
      peers: [],
      project: undefined,
      graphPath,
    }),
    urlOf: async (target) => (target.kind === "edge" ? `http://${original.listen}/` : `${system.urlsOf("back")[0]}/`),
    async destroy(target: FaultTarget) {
      if (target.kind === "edge") await fetch(proxyUrl, { method: "DELETE" });
      else await killFromOutside(replica);
    },
    async restore(target: FaultTarget) {
      if (target.kind === "edge") {
        await fetch(`${proxies.apiUrl}/proxies`, { method: "POST", body: JSON.stringify(original) });
      } else await replica?.start(AbortSignal.timeout(20_000));
    },
    close,
  };
}

const isOnQueries = ({ protocols = [] }: FaultKind) => protocols.includes("redis");
/** Of services they are made in pods alone. */
const onRequests = messageKinds
  .filter((kind) => kind !== tlsHandshake && !isOnQueries(kind))
  .map((kind) => ({ ...kind, targets: "edge" }) as const);
faultContract("the local platform", [...toxicKinds, ...onRequests, down, ...replicaKinds], () => startBench());

faultContract("an edge to Redis", messageKinds.filter(isOnQueries), startRedisBench, testsNeeding(withoutRedis));

faultContract("a callee that speaks TLS", [tlsHandshake], startTlsBench);

/** The others end it in the same ways. */
const onPrograms = replicaKinds.filter(({ type }) => type === "kill" || type === "pause");
const programPair = fileURLToPath(new URL("../support/program-pair.yaml", import.meta.url));
faultContract("a program of the user's own behind a shell", onPrograms, () => startBench(programPair));
