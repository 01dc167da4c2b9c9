import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { setTimeout } from "node:timers/promises";
import { type Random, seededRandom } from "../../src/values/random/random.ts";
import { newSender, sendLone, shakeHands } from "./retransmission.ts";

/** Longest that a receiver waits with an acknowledgement. */
const ACK_AFTER_MS = 40;

export interface Model {
  readonly url: string;
  /** Of connections that are there, too. */
  setLoss(share: number): void;
  close(): void;
}

/** Starts what a proxy could do in place of loss: a relay that delays what flows by as much as TCP would be held up. */
export async function startModel(upstream: { host: string; port: number }, seed: number): Promise<Model> {
  const random = seededRandom(seed);
  const sockets = new Set<Socket>();
  let loss = 0;
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (caller) => {
    const callee = connect({ ...upstream, allowHalfOpen: true, noDelay: true });
    for (const socket of [caller, callee]) {
      sockets.add(socket);
      socket.once("close", () => sockets.delete(socket));
      socket.once("error", () => [caller, callee].map((side) => side.destroy()));
    }
    relay(
      caller,
      callee,
      delays(() => loss, random, "asks"),
    );
    relay(
      callee,
      caller,
      delays(() => loss, random, "answers"),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    setLoss(share) {
      loss = share;
    },
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Draws the delays of one direction's chunks; the first of the side that asks waits for the handshake, too. */
function delays(lossNow: () => number, random: Random, side: "asks" | "answers"): () => number {
  let sender = newSender;
  let isNew = side === "asks";
  let lastMs = Number.NEGATIVE_INFINITY;
  return () => {
    const loss = lossNow();
    const nowMs = performance.now();
    const handshakeMs = isNew ? shakeHands(loss, random) : 0;
    // A request is acknowledged by its response, a response by the next request.
    const ackAfterMs = side === "asks" ? 0 : Math.min(nowMs - lastMs, ACK_AFTER_MS);
    const sent = sendLone(sender, { loss, random, ackAfterMs });
    [sender, isNew, lastMs] = [sent.sender, false, nowMs];
    return handshakeMs + sent.delayMs;
  };
}

/** Hands on in order, the end last. */
function relay(from: Socket, to: Socket, delayMs: () => number): void {
  let last = Promise.resolve();
  const later = (waitMs: number, act: () => void) => {
    const dueMs = performance.now() + waitMs;
    last = last.then(() => until(dueMs)).then(act);
  };
  from.on("data", (chunk: Buffer) => later(delayMs(), () => to.write(chunk)));
  from.on("end", () => later(0, () => to.end()));
}

async function until(dueMs: number): Promise<void> {
  const waitMs = dueMs - performance.now();
  if (waitMs > 0) await setTimeout(waitMs);
}
