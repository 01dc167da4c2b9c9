/**
 * A fault proxy in another network: makes the proxies that it is told on its command line, delays what flows through
 * them, prints where they listen, and ends with its standard input.
 */
import { Toxiproxy } from "toxiproxy-node-client";
import { startProxyServer } from "../../proxy/server.ts";
import { latency } from "../../proxy/toxics/latency.ts";
import { systemClock } from "../../values/clock/system-clock.ts";
import { delayOrderSchema } from "./delay-proxy.ts";

const order = delayOrderSchema.parse(JSON.parse(process.argv[2] ?? ""));
const server = await startProxyServer({ listen: "127.0.0.1:0", clock: systemClock, seed: 1, toxicTypes: [latency] });
const api = new Toxiproxy(server.url);
const ports: number[] = [];
for (const [index, { listen, upstream }] of order.ways.entries()) {
  const proxy = await api.createProxy({ name: `way-${index + 1}`, listen, upstream });
  const attributes = { latency: order.delayMs, jitter: order.jitterMs };
  await proxy.addToxic({ name: "delay", type: "latency", stream: order.stream, toxicity: 1, attributes });
  ports.push(Number(new URL(`http://${proxy.listen}`).port));
}
process.stdout.write(`${JSON.stringify({ ports })}\n`);
process.stdin.on("end", () => process.exit()).resume();
