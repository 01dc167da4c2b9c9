import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** Figures of a generator for a run; latencies in milliseconds, undefined where it doesn't say. */
export interface Figures {
  readonly ratePerS: number;
  readonly p50: number | undefined;
  readonly p95: number | undefined;
  readonly p99: number | undefined;
  readonly max: number | undefined;
  /** Requests that failed, by the generator's count. */
  readonly failures: number;
  /** Seconds of CPU that its process used, its start included. */
  readonly cpuS: number;
  /** The same by request, in µs: compares also where the machine was busy, or what was offered was too little. */
  readonly cpuUsEach: number;
}

export interface Generator {
  readonly name: string;
  run(url: string, seconds: number): Promise<Figures>;
}

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Runs a program under bash's `time`, which counts the CPU of its children too. */
async function timed(program: string, args: readonly string[]): Promise<{ stdout: string; cpuS: number }> {
  const command = ["-c", 'TIMEFORMAT="%U %S"; time "$@"', "bash", program, ...args];
  const { stdout, stderr } = await promisify(execFile)("bash", command, { cwd: root, maxBuffer: 1e8 });
  const [user = 0, system = 0] = (stderr.trimEnd().split("\n").at(-1) ?? "").split(" ").map(Number);
  return { stdout, cpuS: user + system };
}

const cpuOf = (cpuS: number, requests: number) => ({ cpuS, cpuUsEach: (cpuS * 1e6) / requests });

/** `brownout load`, as it is installed, with the given options. */
export function brownout(name: string, ...options: readonly string[]): Generator {
  return {
    name,
    async run(url, seconds) {
      const args = ["dist/src/cli.js", "load", url, "--duration", `${seconds}s`, "--json", ...options];
      const { stdout, cpuS } = await timed(process.execPath, args);
      const { rate, latency_ms, failures } = JSON.parse(stdout);
      return { ratePerS: rate, ...latency_ms, failures, ...cpuOf(cpuS, rate * seconds) };
    },
  };
}

/** autocannon's own command, whose percentiles are whole milliseconds without a p95. */
export function autocannon(name: string, ...options: readonly string[]): Generator {
  return {
    name,
    async run(url, seconds) {
      const args = ["node_modules/autocannon/autocannon.js", "-j", "-n", "-d", `${seconds}`, ...options, url];
      const { stdout, cpuS } = await timed(process.execPath, args);
      const { latency, requests, errors, non2xx } = JSON.parse(stdout);
      const { p50, p99, max } = latency;
      const cpu = cpuOf(cpuS, requests.total);
      return { ratePerS: requests.average, p50, p95: undefined, p99, max, failures: errors + non2xx, ...cpu };
    },
  };
}

/** wrk over 64 connections. It holds no rate: each connection waits `delayMs` after a response (a Lua script). */
export function wrk(name: string, delayMs: number): Generator {
  return {
    name,
    async run(url, seconds) {
      const folder = await mkdtemp(join(tmpdir(), "bench-wrk-"));
      const script = join(folder, "delay.lua");
      await writeFile(script, delayMs > 0 ? `function delay() return ${delayMs} end` : "");
      const args = ["-t1", "-c64", `-d${seconds}s`, "--latency", "-s", script, url];
      const { stdout, cpuS } = await timed("wrk", args);
      await rm(folder, { recursive: true });
      const figures = wrkFigures(stdout);
      return { ...figures, ...cpuOf(cpuS, figures.ratePerS * seconds) };
    },
  };
}

function wrkFigures(stdout: string): Omit<Figures, "cpuS" | "cpuUsEach"> {
  const ms = (pattern: RegExp) => {
    const [, value, unit = ""] = pattern.exec(stdout) ?? [];
    return Number(value) * ({ us: 0.001, ms: 1, s: 1000 }[unit] ?? Number.NaN);
  };
  return {
    ratePerS: Number(/Requests\/sec: +([\d.]+)/.exec(stdout)?.[1]),
    p50: ms(/50% +([\d.]+)(us|ms|s)/),
    p95: undefined,
    p99: ms(/99% +([\d.]+)(us|ms|s)/),
    max: ms(/Latency +\S+ +\S+ +([\d.]+)(us|ms|s)/),
    failures: Number(/timeout (\d+)/.exec(stdout)?.[1] ?? 0),
  };
}
