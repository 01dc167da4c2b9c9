/**
 * The load beside autocannon and wrk (Debian's package): `npm run build && node bench/load.ts`, some five minutes. Figures of one
 * run compare with each other only; docs/benchmarks-load.md says how to read them.
 */
import { autocannon, brownout, type Figures, type Generator, wrk } from "./load/generators.ts";
import { Target } from "./load/target.ts";

const ROUNDS = 3;
const round = (value: number | undefined, digits: number) => (value === undefined ? "-" : value.toFixed(digits));

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Each figure's median over the rounds; the generators take turns, so that noise meets all of them. */
async function compare(target: Target, generators: readonly Generator[], seconds: number): Promise<void> {
  const runs = new Map<Generator, Figures[]>(generators.map((generator) => [generator, []]));
  for (let n = 0; n < ROUNDS; n++) {
    for (const generator of generators) runs.get(generator)?.push(await generator.run(target.url, seconds));
  }
  const rows = generators.map((generator) => {
    const of = (key: keyof Figures, digits: number) => {
      const values = (runs.get(generator) ?? []).map((figures) => figures[key]);
      return values.includes(undefined) ? "-" : round(median(values as number[]), digits);
    };
    return {
      generator: generator.name,
      "req/s": of("ratePerS", 0),
      "p50 ms": of("p50", 3),
      "p95 ms": of("p95", 3),
      "p99 ms": of("p99", 3),
      "max ms": of("max", 1),
      failed: of("failures", 0),
      "CPU s": of("cpuS", 2),
      "CPU µs each": of("cpuUsEach", 1),
    };
  });
  console.table(rows);
}

async function sameRate(target: Target): Promise<void> {
  for (const rate of [1000, 10_000]) {
    console.log(`\n${rate} per second for 5 s, median of ${ROUNDS}`);
    const generators = [
      brownout("brownout", "--rate", `${rate}`),
      autocannon("autocannon -R -C, 64 connections", "-c", "64", "-R", `${rate}`, "-C"),
      wrk("wrk, 64 connections with a delay", 64_000 / rate),
    ];
    await compare(target, generators, 5);
  }
}

async function saturation(target: Target): Promise<void> {
  console.log(
    `\nas much as 64 connections take, for 5 s, median of ${ROUNDS} (brownout's open loop overflows on purpose)`,
  );
  const generators = [
    brownout("brownout, open loop", "--rate", "120000", "--max-in-flight", "64"),
    brownout("brownout --kind autocannon", "--kind", "autocannon", "--connections", "64"),
    autocannon("autocannon", "-c", "64"),
    wrk("wrk", 0),
  ];
  await compare(target, generators, 5);
}

/** Distance of each arrival from an even spacing, wherever that begins: the distance from the median offset. */
function arrivalErrorsMs(arrivalsMs: readonly number[], perS: number): number[] {
  const offsets = arrivalsMs.map((atMs, n) => atMs - (n * 1000) / perS);
  const middle = median(offsets);
  return offsets.map((offset) => Math.abs(offset - middle)).sort((a, b) => a - b);
}

async function pacing(target: Target): Promise<void> {
  console.log(`\narrival error that the server sees at 1000 per second for 5 s, in ms, median of ${ROUNDS}`);
  const generators = [
    brownout("brownout", "--rate", "1000"),
    autocannon("autocannon -R, 64 connections", "-c", "64", "-R", "1000"),
  ];
  const rows = new Map(generators.map(({ name }) => [name, { p50: [] as number[], p99: [] as number[] }]));
  for (let n = 0; n < ROUNDS; n++) {
    for (const generator of generators) {
      await target.takeArrivalsMs();
      await generator.run(target.url, 5);
      const errors = arrivalErrorsMs(await target.takeArrivalsMs(), 1000);
      for (const [key, share] of [
        ["p50", 0.5],
        ["p99", 0.99],
      ] as const) {
        rows.get(generator.name)?.[key].push(errors[Math.floor(errors.length * share)] ?? Number.NaN);
      }
    }
  }
  console.table(
    [...rows].map(([generator, { p50, p99 }]) => ({
      generator,
      p50: round(median(p50), 3),
      p99: round(median(p99), 3),
    })),
  );
}

/** Open loop: an arrival in the freeze waits for its end, so waits are spread evenly from 0 to the freeze's length. */
function modelMs(share: number, freezeMs: number, periodMs: number): number {
  return Math.max(0, freezeMs - (1 - share) * periodMs);
}

async function freeze(target: Target): Promise<void> {
  const [freezeMs, periodMs, seconds] = [2000, 10_000, 30];
  console.log(`\n200 per second for ${seconds} s at a server that is stopped for 2 s in every 10`);
  const generators = [
    brownout("brownout", "--rate", "200"),
    autocannon("autocannon -R, 64 connections", "-c", "64", "-R", "200"),
    brownout("brownout --kind autocannon", "--kind", "autocannon", "--connections", "64", "--rate", "200"),
    wrk("wrk, 64 connections with a delay", 320),
  ];
  const [p95, p99] = [0.95, 0.99].map((share) => modelMs(share, freezeMs, periodMs));
  const rows = [
    {
      generator: "the open-loop model",
      "p50 ms": "-",
      "p95 ms": round(p95, 1),
      "p99 ms": round(p99, 1),
      "p99 off": "",
    },
  ];
  for (const { name, run } of generators) {
    const end = target.freezeRegularly(freezeMs, periodMs);
    const figures = await run(target.url, seconds);
    end();
    const off = ((figures.p99 ?? Number.NaN) / (p99 ?? Number.NaN) - 1) * 100;
    rows.push({
      generator: name,
      "p50 ms": round(figures.p50, 3),
      "p95 ms": round(figures.p95, 1),
      "p99 ms": round(figures.p99, 1),
      "p99 off": `${off.toFixed(1)} %`,
    });
  }
  console.table(rows);
}

const target = await Target.start();
try {
  for (const part of [sameRate, saturation, pacing, freeze]) await part(target);
} finally {
  target.stop();
}
