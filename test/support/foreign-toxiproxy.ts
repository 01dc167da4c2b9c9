import type { TestContext } from "node:test";
import { toxicTypes } from "../../src/faults/toxiproxy/list.ts";
import { startProxyServer } from "../../src/proxy/server.ts";
import { systemClock } from "../../src/values/clock/system-clock.ts";
import { ask } from "./toxiproxy-http.ts";

/** A proxy as `POST /proxies` takes it; addresses are `127.0.0.1:8080`. */
interface ForeignProxy {
  readonly name: string;
  readonly listen: string;
  readonly upstream: string;
}

/**
 * Starts a Toxiproxy of somebody else's with these proxies, in this process, so that toxics stay in it whatever becomes of a
 * run. Closed after the test.
 * @returns the base URL of its API
 */
export async function foreignToxiproxy(context: TestContext, ...proxies: readonly ForeignProxy[]): Promise<string> {
  const server = await startProxyServer({ listen: "127.0.0.1:0", clock: systemClock, seed: 1, toxicTypes });
  context.after(() => server.close());
  for (const proxy of proxies) await ask(server.url, "POST /proxies", proxy);
  return server.url;
}
