/**
 * A fault proxy in the network of a container. Its API is reached through a listener of its parent's network, which the
 * parent sends; it ends with its parent.
 */
import { connect, type Server, type Socket } from "node:net";
import { pipeline } from "node:stream";
import { toxicTypes } from "../../../faults/toxiproxy/list.ts";
import { startProxyServer } from "../../../proxy/server.ts";
import { systemClock } from "../../../values/clock/system-clock.ts";

const seed = Number(process.argv[2]);
const server = await startProxyServer({ listen: "127.0.0.1:0", clock: systemClock, seed, toxicTypes });
const port = Number(new URL(server.url).port);

process.on("message", (_, listener) => {
  (listener as Server).on("connection", (outside: Socket) => {
    const inside = connect(port, "127.0.0.1");
    // Either end sees the other's end, however it came about.
    pipeline(outside, inside, () => inside.destroy());
    pipeline(inside, outside, () => outside.destroy());
  });
  process.send?.("listening");
});
process.on("disconnect", () => process.exit());
process.send?.("started");
