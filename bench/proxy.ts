/**
 * The embedded proxy beside the stock Toxiproxy server and a plain connection, in one run.
 * `node bench/proxy.ts`; wants Go, wrk, h2load and openssl (Debian: golang, wrk, nghttp2-client, openssl). ROUNDS=n, 7 unless given:
 * rounds take turns and medians count. ONLY=edges,tls runs some of its parts.
 */
import { cpuMs, drive, endAll, node, output, residentKb } from "./proxy/processes.ts";
import { rank, rounds, table, tableBesideStock } from "./proxy/rounds.ts";
import { api, type Target, targets } from "./proxy/targets.ts";

const LOAD_S = 3;
const BULK_MS = 2000;

/** Times as often as a run reads what edges did. */
const READ_EVERY_MS = 50;

/** Runs a load, and gives its figures and the processor time in µs that the proxy took for each of its requests. */
async function perRequest(
  { server }: Target,
  load: () => Promise<{ readonly perS: number; readonly count: number }>,
): Promise<number[]> {
  const beforeMs = server === undefined ? Number.NaN : cpuMs(server.pid);
  const { perS, count } = await load();
  const afterMs = server === undefined ? Number.NaN : cpuMs(server.pid);
  return [perS, ((afterMs - beforeMs) * 1000) / count];
}

const PER_REQUEST = [
  ["requests/s", 0],
  ["CPU µs a request", 1],
] as const;

async function addedLatency(all: readonly Target[]): Promise<void> {
  const figures = await rounds(all, async ({ ports }) => {
    const sorted = (await drive<number[]>("paced", ports.plain, 500, 1000, 8)).sort((a, b) => a - b);
    return [rank(sorted, 0.5), rank(sorted, 0.99)];
  });
  const [p50 = 0, p99 = 0] = figures.get("plain connection") ?? [];
  const cells = ([own50 = 0, own99 = 0]: readonly number[]) =>
    [own50, own99, own50 - p50, own99 - p99].map((ms) => ms.toFixed(3));
  table(
    "500 requests/s, ms",
    ["p50", "p99", "added p50", "added p99"],
    [...figures].map(([name, row]) => [name, cells(row)]),
  );
}

async function http1(all: readonly Target[]): Promise<void> {
  const figures = await rounds(all, (target) =>
    perRequest(target, async () => {
      const text = await output("wrk", ["-t1", "-c64", `-d${LOAD_S}s`, `http://127.0.0.1:${target.ports.plain}/`]);
      return {
        perS: Number(/Requests\/sec:\s+([\d.]+)/.exec(text)?.[1]),
        count: Number(/(\d+) requests in/.exec(text)?.[1]),
      };
    }),
  );
  tableBesideStock("HTTP/1.1 at 64 connections", PER_REQUEST, figures);
}

async function http2(all: readonly Target[]): Promise<void> {
  const figures = await rounds(all, (target) =>
    perRequest(target, async () => {
      const args = ["-t1", "-c16", "-m4", "-D", String(LOAD_S), `http://127.0.0.1:${target.ports.h2}/`];
      const text = await output("h2load", args);
      const [, succeeded = "", failed = ""] = /(\d+) succeeded, (\d+) failed/.exec(text) ?? [];
      if (Number(failed) > 0) throw new Error(`${target.name}: ${text}`);
      return { perS: Number(/, ([\d.]+) req\/s/.exec(text)?.[1]), count: Number(succeeded) };
    }),
  );
  tableBesideStock("HTTP/2 in clear text, 16 connections with 4 streams each", PER_REQUEST, figures);
}

/** Reads what ours saw meanwhile, as a run does; the stock server has nothing to be read. */
async function edges(all: readonly Target[]): Promise<void> {
  const figures = await rounds(all, (target) =>
    perRequest(target, async () => {
      const apiUrl = target.name === "brownout proxy" ? target.server?.apiUrl : undefined;
      const reading = setInterval(() => {
        if (apiUrl !== undefined) void fetch(`${apiUrl}/edges`).then((answer) => answer.arrayBuffer());
      }, READ_EVERY_MS);
      const [perS, count] = await drive<[number, number]>("edges", target.edges.join(","), LOAD_S * 1000);
      clearInterval(reading);
      return { perS, count };
    }),
  );
  tableBesideStock("200 edges with a connection each, ours read 20 times a second", PER_REQUEST, figures);
}

async function tls(all: readonly Target[]): Promise<void> {
  const figures = await rounds(all, async (target) => {
    const [perS = 0, cpuUs = 0] = await perRequest(target, async () => {
      const args = ["s_time", "-connect", `127.0.0.1:${target.ports.tls}`, "-new", "-time", String(LOAD_S)];
      const text = await output("openssl", args);
      const [, count = "", seconds = ""] = /(\d+) connections in (\d+) real seconds/.exec(text) ?? [];
      return { perS: Number(count) / Number(seconds), count: Number(count) };
    });
    return [perS, cpuUs, await drive<number>("tls-bulk", target.ports.tls, BULK_MS)];
  });
  const columns = [
    ["handshakes/s", 0],
    ["CPU µs a handshake", 0],
    ["GB/s", 2],
  ] as const;
  tableBesideStock("TLS that passes", columns, figures);
}

async function bulk(all: readonly Target[]): Promise<void> {
  const figures = await rounds(all, async ({ ports }) => [await drive<number>("bulk", ports.plain, BULK_MS)]);
  tableBesideStock("One connection in bulk", [["GB/s", 2]], figures);
}

async function latencyToxic(all: readonly Target[]): Promise<void> {
  const proxies = all.filter(({ server }) => server !== undefined);
  const body = { type: "latency", attributes: { latency: 50 } };
  for (const { server } of proxies) await api("POST", `${server?.apiUrl}/proxies/bench/toxics`, body);
  const figures = await rounds(proxies, async ({ ports }) => {
    const sorted = (await drive<number[]>("paced", ports.plain, 100, 300, 16)).sort((a, b) => a - b);
    const mean = sorted.reduce((sum, ms) => sum + ms, 0) / sorted.length;
    return [sorted[0] ?? 0, mean - 50, rank(sorted, 0.99)];
  });
  const rows = [...figures].map(([name, row]) => [name, row.map((ms) => ms.toFixed(2))] as const);
  table("A latency toxic of 50 ms, round trip in ms", ["earliest", "mean error", "p99"], rows);
  for (const { server } of proxies) await api("POST", `${server?.apiUrl}/reset`);
}

/** Memory that an idle connection costs the proxy; the first ones are left out, for they also make the heap grow. */
async function idleMemory(all: readonly Target[]): Promise<void> {
  const rows: [string, string[]][] = [];
  for (const { name, ports, server } of all) {
    if (server === undefined) continue;
    const first = await node("driver.ts", "idle", ports.plain, 1000);
    const beforeKb = residentKb(server.pid);
    const second = await node("driver.ts", "idle", ports.plain, 4000);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    rows.push([name, [((residentKb(server.pid) - beforeKb) / 4000).toFixed(1)]]);
    for (const { child } of [first, second]) child.kill();
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  table("An idle connection", ["KB resident"], rows);
}

/** In this order: memory first, while the heaps are still small. */
const parts = { idleMemory, addedLatency, http1, bulk, http2, tls, edges, latencyToxic };

try {
  const all = await targets();
  const only = process.env.ONLY?.split(",");
  for (const [name, part] of Object.entries(parts)) {
    if (only === undefined || only.includes(name)) await part(all);
  }
} finally {
  endAll();
}
