import { execFileSync, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { keep, node } from "./processes.ts";
import { STOCK } from "./rounds.ts";

const CACHE = join(homedir(), ".cache", "brownout", "bin");
const MODULE = "github.com/Shopify/toxiproxy/v2/cmd/server@v2.12.0";
const EDGES = 200;

/** Ports of what `upstream.ts` serves. */
export interface Ports {
  readonly plain: number;
  readonly tls: number;
  readonly h2: number;
}

export interface Target {
  readonly name: string;
  /** Ports that requests go to. */
  readonly ports: Ports;
  /** Ports of 200 edges to the plain server; the server's own, as often, for the plain connection. */
  readonly edges: readonly number[];
  /** Undefined for the plain connection. */
  readonly server?: { readonly apiUrl: string; readonly pid: number };
}

function toxiproxyBinary(): string {
  const binary = process.env.BROWNOUT_TOXIPROXY ?? join(CACHE, "server");
  if (!existsSync(binary)) {
    execFileSync("go", ["install", MODULE], {
      env: { ...process.env, CGO_ENABLED: "0", GOBIN: CACHE },
      stdio: "inherit",
    });
  }
  return binary;
}

export async function api(method: string, url: string, body?: unknown): Promise<{ listen: string }> {
  for (let attempt = 0; ; attempt++) {
    try {
      const response = await fetch(url, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
      if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${await response.text()}`);
      const text = await response.text();
      return text === "" ? { listen: "" } : (JSON.parse(text) as { listen: string });
    } catch (error) {
      // It doesn't listen yet.
      if (attempt >= 20 || !(error instanceof TypeError)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

async function proxied(name: string, apiUrl: string, pid: number, upstream: Ports): Promise<Target> {
  const make = async (proxy: string, port: number) => {
    const body = { name: proxy, listen: "127.0.0.1:0", upstream: `127.0.0.1:${port}` };
    return Number((await api("POST", `${apiUrl}/proxies`, body)).listen.split(":")[1]);
  };
  const ports = {
    plain: await make("bench", upstream.plain),
    tls: await make("tls", upstream.tls),
    h2: await make("h2", upstream.h2),
  };
  const edges: number[] = [];
  while (edges.length < EDGES) edges.push(await make(`edge-${edges.length + 1}`, upstream.plain));
  return { name, ports, edges, server: { apiUrl, pid } };
}

/** The plain connection, our proxy and the stock one, which all lead to the same server. */
export async function targets(): Promise<Target[]> {
  const upstream = JSON.parse((await node("upstream.ts")).line) as Ports;
  const ours = await node("../../src/cli.ts", "proxy", "--listen", "127.0.0.1:0");
  // Quiet, or it would be measured writing its log.
  const stock = keep(
    spawn(toxiproxyBinary(), ["-host", "127.0.0.1", "-port", "18474"], {
      env: { ...process.env, LOG_LEVEL: "fatal" },
      stdio: "ignore",
    }),
  );
  const oursUrl = /http:\S+/.exec(ours.line)?.[0] ?? "";
  return [
    { name: "plain connection", ports: upstream, edges: Array.from({ length: EDGES }, () => upstream.plain) },
    await proxied("brownout proxy", oursUrl, ours.child.pid ?? 0, upstream),
    await proxied(STOCK, "http://127.0.0.1:18474", stock.pid ?? 0, upstream),
  ];
}
