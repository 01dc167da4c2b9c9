import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { execute } from "../../src/faults/network/host-namespace.ts";
import type { UndoRecord } from "../../src/values/undo-record.ts";
import { cannotRun } from "../faults/network/network-pair.ts";
import { withoutImage } from "../support/docker.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { startBrownout } from "./brownout-process.ts";
import { writePairExperiment } from "./pair-experiment.ts";

/** Long enough for a busy machine to see it take effect, and for somebody to meddle with it then. */
const PHASES = { baseline: "500ms", fault: "6s", recovery: "1s" };

/** Has somebody take a fault out as soon as it was seen to take effect; resolves with the run's result. */
async function meddleWith(
  context: TestContext,
  changes: Readonly<Record<string, unknown>>,
  meddle: (record: UndoRecord) => Promise<unknown>,
) {
  const folder = await temporaryFolder(context);
  const runs = join(folder, "runs");
  const path = await writePairExperiment(folder, { phases: PHASES, ...changes });
  const on = "system" in changes ? ["--on", "compose"] : [];
  const { child, ended } = startBrownout(context, ["run", path, "--runs", runs, "--json", ...on]);
  const record = await recordOnceSeen(runs, () => child.exitCode === null);
  if (record === undefined) throw new Error(`the run ended before its fault was seen: ${JSON.stringify(await ended)}`);
  await meddle(record);
  const { code, stdout, stderr } = await ended;
  const result = JSON.parse(stdout) as { readonly reasons: readonly string[] };
  return { code, reasons: result.reasons.join("\n"), stderr };
}

/** The undo record of the run's only fault; undefined when the run ended before. */
async function recordOnceSeen(runs: string, isGoingOn: () => boolean): Promise<UndoRecord | undefined> {
  while (isGoingOn()) {
    const [run = ""] = await readdir(runs).catch(() => []);
    const journal = await readFile(join(runs, run, "journal.jsonl"), "utf8").catch(() => "");
    const lines = journal.split("\n").slice(0, -1);
    if (/"type":"verified","fault":"[^"]+","took":"true"/.test(journal)) {
      const found = lines.find((line) => /"type":"undo-recorded"/.test(line) && /"fault":/.test(line)) ?? "";
      return (JSON.parse(found) as { readonly record: UndoRecord }).record;
    }
    await delay(20);
  }
  return undefined;
}

/** Types what the record says a person would type. */
const byHand = ({ manual }: UndoRecord) => execute(["sh", "-c", manual]);

test("a toxic that somebody else removes in the middle of it didn't take effect", async (context) => {
  const faults = [{ type: "latency", on: "front -> back", latency: "200ms" }];
  const { code, reasons } = await meddleWith(context, { faults }, byHand);
  assert.equal(code, 3, reasons);
  assert.match(reasons, /latency-1 .* not until its end: front\.back has no toxic brownout-latency-1-/);
});

test("a toxic that somebody else changes in the middle of it didn't take effect as planned", async (context) => {
  const faults = [{ type: "latency", on: "front -> back", latency: "200ms" }];
  const { code, reasons } = await meddleWith(context, { faults }, async ({ data }) => {
    const { apiUrl, proxy, toxics } = data as { apiUrl: string; proxy: string; toxics: readonly string[] };
    const url = `${apiUrl}/proxies/${encodeURIComponent(proxy)}/toxics/${toxics[0]}`;
    await fetch(url, { method: "POST", body: JSON.stringify({ attributes: { latency: 1 } }) });
  });
  assert.equal(code, 3, reasons);
  assert.match(reasons, /latency-1 .*somebody else changed brownout-latency-1-.*: its latency is 1 instead of 200/);
});

test("a proxy that somebody else enables again wasn't down to the end", async (context) => {
  const { code, reasons } = await meddleWith(context, { faults: [{ type: "down", on: "front -> back" }] }, byHand);
  assert.equal(code, 3, reasons);
  assert.match(reasons, /down-1 .*the proxy .* is enabled/);
});

test("a process that somebody else lets go on wasn't paused to the end", async (context) => {
  const { code, reasons } = await meddleWith(context, { faults: [{ type: "pause", on: "back" }] }, byHand);
  assert.equal(code, 3, reasons);
  assert.match(reasons, /pause-1 .*back: process \d+ is running/);
});

test("rules that somebody else flushes in the middle of it didn't take effect", {
  skip: cannotRun,
}, async (context) => {
  const faults = [{ type: "packet-loss", on: "front -> back", loss: "50%" }];
  const { code, reasons } = await meddleWith(context, { faults }, async ({ data }) => {
    const { namespace } = data as { readonly namespace: { readonly id: string } };
    await execute(["ip", "netns", "exec", namespace.id, "nft", "flush", "ruleset"]);
  });
  assert.equal(code, 3, reasons);
  assert.match(reasons, /packet-loss-1 .*the network of front.* has no table/);
});

const skip = await withoutImage("ghcr.io/shopify/toxiproxy:2.12.0");

test("a toxic that somebody else removes from the stock Toxiproxy didn't take effect", { skip }, async (context) => {
  const file = join(import.meta.dirname, "../platforms/compose/pair/docker-compose.yml");
  const { code, reasons } = await meddleWith(
    context,
    {
      system: { compose: { file, project: `brownout-meddled-${process.pid}`, proxy: "toxiproxy" } },
      load: { users: { request: "GET front/", rate: "20/s", timeout: "5s" } },
      faults: [{ type: "latency", on: "front -> back", latency: "300ms" }],
    },
    byHand,
  );
  assert.equal(code, 3, reasons);
  assert.match(reasons, /latency-1 .*has no toxic brownout-latency-1-/);
});
