/**
 * The embedded proxy beside the stock Toxiproxy server and a plain connection, in one run.
 * `node bench/proxy.ts`; wants Go and wrk (Debian: golang, wrk). ROUNDS=n, 7 unless given: rounds take turns and
 * medians count.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

const ROUNDS = Number(process.env.ROUNDS ?? 7);
const CACHE = join(homedir(), ".cache", "brownout", "bin");
const MODULE = "github.com/Shopify/toxiproxy/v2/cmd/server@v2.12.0";
const path = (relative: string) => new URL(relative, import.meta.url).pathname;

interface Target {
  readonly name: string;
  /** Port that the requests go to. */
  readonly port: number;
  /** Undefined for the plain connection. */
  readonly server?: { readonly apiUrl: string; readonly pid: number };
}

const children: ChildProcess[] = [];

/** Starts a process and waits for its first line. */
async function start(command: string, args: readonly string[]): Promise<{ child: ChildProcess; line: string }> {
  const child = spawn(command, args, {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, LOG_LEVEL: "info" },
  });
  children.push(child);
  let text = "";
  while (!text.includes("\n")) text += String((await once(child.stdout as NodeJS.ReadableStream, "data"))[0]);
  child.stdout?.resume();
  return { child, line: text };
}

const node = (script: string, ...args: readonly (string | number)[]) =>
  start(process.execPath, [path(script), ...args.map(String)]);

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

async function api(method: string, url: string, body?: unknown): Promise<{ listen: string }> {
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

async function proxied(name: string, apiUrl: string, child: ChildProcess, upstreamPort: number): Promise<Target> {
  const proxy = { name: "bench", listen: "127.0.0.1:0", upstream: `127.0.0.1:${upstreamPort}` };
  const { listen } = await api("POST", `${apiUrl}/proxies`, proxy);
  return { name, port: Number(listen.split(":")[1]), server: { apiUrl, pid: child.pid ?? 0 } };
}

async function targets(): Promise<Target[]> {
  const upstream = await node("proxy/upstream.ts");
  const upstreamPort = Number(upstream.line);
  const ours = await node("../src/cli.ts", "proxy", "--listen", "127.0.0.1:0");
  // Quiet, or it would be measured writing its log.
  const stock = spawn(toxiproxyBinary(), ["-host", "127.0.0.1", "-port", "18474"], {
    env: { ...process.env, LOG_LEVEL: "fatal" },
    stdio: "ignore",
  });
  children.push(stock);
  const oursUrl = /http:\S+/.exec(ours.line)?.[0] ?? "";
  return [
    { name: "plain connection", port: upstreamPort },
    await proxied("brownout proxy", oursUrl, ours.child, upstreamPort),
    await proxied("Toxiproxy 2.12", "http://127.0.0.1:18474", stock, upstreamPort),
  ];
}

/** Runs a command and resolves with what it printed. */
async function output(command: string, args: readonly string[]): Promise<string> {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  child.stdout.on("data", (chunk) => {
    text += chunk;
  });
  await once(child, "close");
  return text;
}

async function drive<T>(...args: readonly (string | number)[]): Promise<T> {
  return JSON.parse(await output(process.execPath, [path("proxy/driver.ts"), ...args.map(String)])) as T;
}

async function wrk(port: number): Promise<number> {
  const text = await output("wrk", ["-t1", "-c64", "-d3s", `http://127.0.0.1:${port}/`]);
  return Number(/Requests\/sec:\s+([\d.]+)/.exec(text)?.[1]);
}

const rank = (sorted: readonly number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
const median = (values: readonly number[]) =>
  rank(
    [...values].sort((a, b) => a - b),
    0.5,
  );

/** Measures every target in turn, and gives the median of each figure over the rounds. */
async function rounds(
  all: readonly Target[],
  measure: (target: Target) => Promise<number[]>,
): Promise<Map<string, number[]>> {
  const results = new Map(all.map(({ name }) => [name, [] as number[][]]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const target of all) results.get(target.name)?.push(await measure(target));
  }
  return new Map(
    [...results].map(([name, rows]) => [
      name,
      (rows[0] ?? []).map((_, column) => median(rows.map((row) => row[column] ?? 0))),
    ]),
  );
}

function table(title: string, columns: readonly string[], rows: Iterable<readonly [string, readonly string[]]>): void {
  console.log(`\n${title}\n\n| | ${columns.join(" | ")} |\n|---|${columns.map(() => "---:|").join("")}`);
  for (const [name, cells] of rows) console.log(`| ${name} | ${cells.join(" | ")} |`);
}

async function addedLatency(all: readonly Target[]): Promise<void> {
  const figures = await rounds(all, async ({ port }) => {
    const sorted = (await drive<number[]>("paced", port, 500, 1000, 8)).sort((a, b) => a - b);
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

async function throughput(all: readonly Target[]): Promise<void> {
  const requests = await rounds(all, async ({ port }) => [await wrk(port)]);
  const bulk = await rounds(all, async ({ port }) => [await drive<number>("bulk", port, 2000)]);
  const rows = all.map(({ name }) => {
    const perS = requests.get(name)?.[0] ?? 0;
    const gbPerS = bulk.get(name)?.[0] ?? 0;
    const stock = [requests, bulk].map((figures) => figures.get("Toxiproxy 2.12")?.[0] ?? 1);
    return [
      name,
      [perS.toFixed(0), (perS / (stock[0] ?? 1)).toFixed(2), gbPerS.toFixed(2), (gbPerS / (stock[1] ?? 1)).toFixed(2)],
    ] as const;
  });
  table("64 connections, and one in bulk", ["requests/s", "of Toxiproxy", "GB/s", "of Toxiproxy"], rows);
}

async function latencyToxic(all: readonly Target[]): Promise<void> {
  const proxies = all.filter(({ server }) => server !== undefined);
  const body = { type: "latency", attributes: { latency: 50 } };
  for (const { server } of proxies) await api("POST", `${server?.apiUrl}/proxies/bench/toxics`, body);
  const figures = await rounds(proxies, async ({ port }) => {
    const sorted = (await drive<number[]>("paced", port, 100, 300, 16)).sort((a, b) => a - b);
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
  for (const { name, port, server } of all) {
    if (server === undefined) continue;
    const first = await node("proxy/driver.ts", "idle", port, 1000);
    const beforeKb = residentKb(server.pid);
    const second = await node("proxy/driver.ts", "idle", port, 4000);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    rows.push([name, [((residentKb(server.pid) - beforeKb) / 4000).toFixed(1)]]);
    for (const { child } of [first, second]) child.kill();
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  table("An idle connection", ["KB resident"], rows);
}

function residentKb(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
}

try {
  const all = await targets();
  // First, while the heaps are still small.
  await idleMemory(all);
  await addedLatency(all);
  await throughput(all);
  await latencyToxic(all);
} finally {
  for (const child of children) child.kill("SIGKILL");
}
