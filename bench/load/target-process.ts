import { type AddressInfo, createServer } from "node:net";
import { systemClock } from "../../src/values/clock/system-clock.ts";

/**
 * The least a server can do: one fixed response for each chunk that arrives, and the time of its arrival. Says its
 * port when it listens, and at any message the times since the last one.
 */
const RESPONSE = Buffer.from("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
let arrivalsMs: number[] = [];

const server = createServer({ noDelay: true }, (socket) => {
  socket.on("data", () => {
    arrivalsMs.push(systemClock.nowMs());
    socket.write(RESPONSE);
  });
  socket.on("error", () => socket.destroy());
});
server.listen({ port: 0, host: "127.0.0.1", backlog: 4096 }, () => {
  process.send?.((server.address() as AddressInfo).port);
});
process.on("message", () => {
  process.send?.(arrivalsMs);
  arrivalsMs = [];
});
process.on("disconnect", () => process.exit());
