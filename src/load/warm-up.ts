import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { setImmediate as nextTurn } from "node:timers/promises";
import { Histogram } from "../judge/measure/histogram.ts";
import type { Clock } from "../values/clock/clock.ts";
import { seededRandom } from "../values/random/random.ts";
import { Connections } from "./connections.ts";
import { WHOLE_LOAD } from "./load.ts";
import { LoadStream } from "./load-stream.ts";
import { drawSeeds } from "./stream-seeds.ts";

const RESPONSE = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";

/**
 * Sends a few hundred requests to a server of our own: the first ones cost a hundred times what later ones do (the
 * compiler above all), and that would make the first arrivals of every load late.
 */
export async function warmUp(clock: Clock): Promise<void> {
  const server = createServer((socket) => {
    socket.on("data", () => socket.write(RESPONSE));
    socket.on("error", () => socket.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const connections = new Connections();
  const load = {
    name: "warm-up",
    pacing: { kind: "constant", ratePerS: 5000 } as const,
    requests: [{ method: "GET", urls: [`http://127.0.0.1:${port}/`], headers: {}, weight: 1 }],
    timeoutMs: 1000,
    maxInFlight: 100,
    failOn: [],
    arrivalsForMs: 100,
  };
  const onDue = () => undefined;
  const context = { clock, connections, scheduleLag: new Histogram(), share: WHOLE_LOAD, onDue, onRoom: onDue };
  const stream = new LoadStream(load, context, clock.nowMs(), drawSeeds(seededRandom(1)));
  while (stream.nextDueMs() < Infinity) {
    stream.doWhatIsDue(10);
    await nextTurn();
  }
  connections.discardAll();
  server.close();
}
