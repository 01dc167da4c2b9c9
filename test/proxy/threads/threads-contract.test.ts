import { toxicTypes } from "../../../src/faults/toxiproxy/list.ts";
import { startProxyServer } from "../../../src/proxy/server.ts";
import { systemClock } from "../../../src/values/clock/system-clock.ts";
import { toxiproxyContract } from "../../contract/toxiproxy-contract.ts";

toxiproxyContract("the embedded proxy in two threads", async () => {
  const server = await startProxyServer({ listen: "127.0.0.1:0", clock: systemClock, seed: 1, toxicTypes, threads: 2 });
  return { apiUrl: server.url, stop: () => server.close() };
});
