import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { type Clock, sleep } from "../values/clock/clock.ts";
import type { Alarm } from "./alarm.ts";
import { WHOLE_LOAD } from "./load.ts";
import { Sender } from "./sender.ts";

const RESPONSE = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";
const FOR_MS = 200;
const BATCHES = 8;

/**
 * Sends a few hundred requests to a server of our own, as a load does: the first ones cost a hundred times what later ones do (the
 * compiler above all), and that would make the first arrivals of every load late.
 */
export async function warmUp(clock: Clock, alarm: Alarm): Promise<void> {
  const server = createServer((socket) => {
    socket.on("data", () => socket.write(RESPONSE));
    socket.on("error", () => socket.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const load = {
    name: "warm-up",
    pacing: { kind: "constant", ratePerS: 5000 } as const,
    requests: [{ method: "GET", urls: [`http://127.0.0.1:${port}/`], headers: {}, weight: 1 }],
    timeoutMs: 1000,
    maxInFlight: 1000,
    failOn: [],
    arrivalsForMs: FOR_MS,
  };
  const sender = new Sender([load], { seed: 1, share: WHOLE_LOAD, run: "warm-up" }, clock, alarm);
  const sent = sender.run();
  for (let n = 0; n < BATCHES; n++) {
    await sleep(clock, FOR_MS / BATCHES);
    sender.takeBatch();
  }
  sender.stop();
  alarm.bringForward(clock.nowMs());
  await sent;
  server.close();
}
