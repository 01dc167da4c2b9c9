import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { cpu } from "../../../src/faults/container/cpu.ts";
import type { ComposeSpec } from "../../../src/files/experiment/system-spec.ts";
import type { Plan } from "../../../src/judge/plan/plan.ts";
import { composePlatform } from "../../../src/platforms/compose/compose-platform.ts";
import type { HarnessPart } from "../../../src/platforms/platform.ts";
import { systemClock } from "../../../src/values/clock/system-clock.ts";
import { DEMO_SERVICE_IMAGE } from "../../../src/values/images.ts";
import { planOf } from "../../support/compose-pair.ts";
import { withoutImage } from "../../support/docker.ts";
import { testsNeeding } from "../../support/needs.ts";
import { plannedFault } from "../../support/planned-fault.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const { test } = testsNeeding(await withoutImage(DEMO_SERVICE_IMAGE));

const project = (text: string) => `
services:
  busy:
    image: ${DEMO_SERVICE_IMAGE}
    entrypoint: ["node", "-e", "process.on('SIGTERM', process.exit); setInterval(() => { for (const end = Date.now() + 50; Date.now() < end; ); }, 60)"]
    healthcheck: { disable: true }
    ${text}
`;

/** The parts of a project of one container that is busy most of the time. */
async function partsOf(
  context: TestContext,
  limits: string,
  faults: Plan["faults"] = [],
): Promise<readonly HarnessPart[]> {
  const folder = await temporaryFolder(context);
  const file = join(folder, "docker-compose.yml");
  await writeFile(file, project(limits));
  const name = `brownout-parts-${process.pid}`;
  const spec: ComposeSpec = { files: [file], project: name, existing: false, proxy: "toxiproxy", edges: {} };
  const platform = composePlatform({ clock: systemClock });
  const prepared = await platform.prepare({ ...planOf(spec), faults }, { runId: name, logFolder: folder });
  context.after(() => platform.undoer.undo(prepared.undo, AbortSignal.timeout(30_000)));
  const system = await prepared.up(AbortSignal.timeout(60_000));
  return system.harnessParts?.() ?? [];
}

const limited = "deploy: { resources: { limits: { cpus: '0.1' } } }";

test("a container that its limit holds off its processor says for how much of the time", async (context) => {
  const [part, ...others] = await partsOf(context, limited);
  assert.deepEqual([part?.name, others], ["container busy", []]);
  const end = AbortSignal.timeout(20_000);
  for (;;) {
    const waiting = part?.read()?.waiting ?? 0;
    if (waiting > 0.3 && waiting <= 1) return;
    end.throwIfAborted();
    await pause(50);
  }
});

test("one without a limit is no part of the harness", async (context) => {
  assert.deepEqual(await partsOf(context, ""), []);
});

test("nor is one that a fault will limit", async (context) => {
  const fault = plannedFault(cpu, { kind: "service", service: "busy" }, { limit: 0.05 });
  assert.deepEqual(await partsOf(context, limited, [fault]), []);
});
