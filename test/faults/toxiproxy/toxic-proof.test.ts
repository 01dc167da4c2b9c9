/** Tests that the effect of a toxic in the stock server, which doesn't count, is seen by what the edge carries. */
import assert from "node:assert/strict";
import { suite } from "node:test";
import type { Effect } from "../../../src/faults/fault.ts";
import { prepareFault } from "../../../src/faults/prepare-fault.ts";
import { toxiproxyInjector } from "../../../src/faults/toxiproxy/injector.ts";
import { toxicKinds } from "../../../src/faults/toxiproxy/list.ts";
import { toxicUndoer } from "../../../src/faults/toxiproxy/toxic-fault.ts";
import type { FaultKind } from "../../../src/files/experiment/fault-kind.ts";
import { systemClock } from "../../../src/values/clock/system-clock.ts";
import { testsNeeding } from "../../support/needs.ts";
import { plannedFault } from "../../support/planned-fault.ts";
import {
  type RealServer,
  startGreeter,
  startHttp,
  startPostgres,
  startRedis,
  startSilent,
  withoutPostgres,
  withoutRedis,
} from "../../support/real-servers.ts";
import { startRealToxiproxy, withoutToxiproxy } from "../../support/real-toxiproxy.ts";
import { ask } from "../../support/toxiproxy-http.ts";

const edge = { kind: "edge", caller: "web", callee: "db" } as const;
const within = () => AbortSignal.timeout(20_000);
/** For so long a fault that can't be shown is looked at. */
const LOOKS = 12;

/** A fault, and whether it is to be shown on answers and on requests. */
interface Case {
  readonly type: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly downstream: boolean;
  readonly upstream: boolean;
}

const onEverything = (downstream: boolean, upstream: boolean): readonly Case[] => [
  { type: "latency", params: { latency: "200ms" }, downstream, upstream },
  { type: "timeout", params: {}, downstream, upstream },
  { type: "reset", params: {}, downstream, upstream },
];
const onBytes = (downstream: boolean, upstream: boolean): readonly Case[] => [
  { type: "bandwidth", params: { rate: "10KB/s" }, downstream, upstream },
  { type: "slicer", params: { size: "200B", delay: "10ms" }, downstream, upstream },
  { type: "limit", params: { bytes: "1KB" }, downstream, upstream },
];
const slowClose = { type: "slow-close", params: { delay: "200ms" } } as const;

interface Callee {
  readonly skip: string | false;
  readonly start: () => Promise<RealServer>;
  readonly cases: readonly Case[];
}

const http: Callee = {
  skip: false,
  start: startHttp,
  cases: [...onEverything(true, true), ...onBytes(true, true), { ...slowClose, downstream: true, upstream: false }],
};

const others: Readonly<Record<string, Callee>> = {
  Redis: {
    skip: withoutRedis,
    start: startRedis,
    cases: [...onEverything(true, true), ...onBytes(true, true), { ...slowClose, downstream: true, upstream: true }],
  },
  "Redis that lets nobody in": {
    skip: withoutRedis,
    start: () => startRedis(["--requirepass", "secret"]),
    cases: [...onEverything(true, true), ...onBytes(false, true)],
  },
  PostgreSQL: {
    skip: withoutPostgres,
    start: startPostgres,
    // It answers one byte, which can't be slowed down, cut into pieces or cut short.
    cases: [...onEverything(true, true), ...onBytes(false, true), { ...slowClose, downstream: true, upstream: true }],
  },
  "a server that speaks first": {
    skip: false,
    start: startGreeter,
    // Its port says nothing, so it is sent something, too: what only takes our bytes in is seen to do that.
    cases: [
      ...onEverything(true, false).filter(({ type }) => type !== "reset"),
      { type: "reset", params: {}, downstream: true, upstream: true },
      ...onBytes(false, false).filter(({ type }) => type !== "limit"),
      { type: "limit", params: { bytes: "1KB" }, downstream: false, upstream: true },
    ],
  },
  "a server that says nothing": {
    skip: false,
    start: startSilent,
    cases: [
      ...onEverything(false, false).filter(({ type }) => type !== "timeout"),
      { type: "timeout", params: { timeout: "500ms" }, downstream: true, upstream: true },
    ],
  },
};

// By itself, so that all of it has run once before several do at once.
suite("through the stock Toxiproxy", () => testsOf("HTTP", http));

// Each has a server and a Toxiproxy of its own, and nearly all of the time goes by in waiting for answers.
suite("through the stock Toxiproxy, at the same time", { concurrency: true }, () => {
  for (const [name, callee] of Object.entries(others)) testsOf(name, callee);
});

function testsOf(name: string, { skip, start, cases }: Callee): void {
  const { after, before, describe, test } = testsNeeding(withoutToxiproxy || skip);
  describe(`to ${name}`, { concurrency: 1, timeout: 120_000 }, () => {
    let callee: RealServer;
    let toxiproxy: Awaited<ReturnType<typeof startRealToxiproxy>>;
    before(async () => {
      callee = await start();
      toxiproxy = await startRealToxiproxy();
      const proxy = { name: "p", listen: "127.0.0.1:0", upstream: callee.address };
      await ask(toxiproxy.apiUrl, "POST /proxies", proxy);
    });
    after(async () => {
      await toxiproxy?.stop();
      await callee?.stop();
    });
    for (const { type, params, ...shows } of cases) {
      for (const stream of ["downstream", "upstream"] as const) {
        test(`${type} ${stream} is ${shows[stream] ? "shown" : "unknown"}`, async () => {
          const { took, evidence } = await playFault(toxiproxy.apiUrl, type, { ...params, stream });
          assert.equal(took, shows[stream] ? "true" : "unknown", evidence);
        });
      }
    }
    test("latency that spares every connection is unknown, not shown", async () => {
      const { took, evidence } = await playFault(toxiproxy.apiUrl, "latency", { latency: "400ms" }, { toxicity: 0 });
      assert.equal(took, "unknown", evidence);
    });
  });
}

/** Puts a fault in, looks at it as a run does until it took effect, and takes it out. */
async function playFault(
  apiUrl: string,
  type: string,
  params: Readonly<Record<string, unknown>>,
  notInFiles: Readonly<Record<string, unknown>> = {},
): Promise<Effect> {
  const kind = toxicKinds.find((one) => one.type === type) as FaultKind;
  const { listen } = await ask<{ listen: string }>(apiUrl, "GET /proxies/p");
  const [host = "", port] = listen.split(":");
  const reach = async () => ({ host, port: Number(port) });
  const proxies = { apiUrl, proxiesOf: () => ["p"], reach };
  const planned = plannedFault(kind, edge, params);
  const changed = { ...planned, params: { ...(planned.params as object), ...notInFiles } };
  const [fault] = await prepareFault(changed, [toxiproxyInjector(proxies, systemClock)], undefined);
  assert.ok(fault);
  await fault.inject(within());
  try {
    let effect = await fault.verify(within());
    for (let looks = 1; looks < LOOKS && effect.took !== "true"; looks++) {
      await new Promise((resolve) => setTimeout(resolve, 150));
      effect = await fault.verify(within());
    }
    return effect;
  } finally {
    await toxicUndoer.undo(fault.undo, within());
  }
}
