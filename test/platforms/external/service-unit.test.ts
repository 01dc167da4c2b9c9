import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { processState } from "../../../src/clients/os/process-identity.ts";
import { sendSignal } from "../../../src/clients/os/send-signal.ts";
import type { Experiment } from "../../../src/files/experiment/experiment.ts";
import { externalPlatform } from "../../../src/platforms/external/external-platform.ts";
import { externalProcessUndo } from "../../../src/platforms/external/external-process-undo.ts";
import { ExternalReplica } from "../../../src/platforms/external/external-replica.ts";
import { openUnit, ServiceUnit } from "../../../src/platforms/external/service-unit.ts";
import { systemClock } from "../../../src/values/clock/system-clock.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { lacking } from "../../support/needs.ts";

const options = { skip: process.platform !== "linux" && lacking("linux", "processes in /proc"), timeout: 60_000 };

/**
 * Stands for systemctl, with one unit that is a `sleep`: no test machine has a systemd. It can show only that the right
 * verbs are used in the right order. In a file `stuck` are verbs that do nothing, in `bound` what is bound to the unit; of
 * that `logs.service` runs and `idle.service` doesn't.
 */
const STAND_IN = `#!/bin/sh
cd "$(dirname "$0")" || exit 1
verb=$1; shift
echo "$verb $*" >> calls
case " $(cat stuck 2>/dev/null) " in *" $verb "*) exit 0 ;; esac
case "$verb $2" in
  "show logs.service") echo ActiveState=active; exit 0 ;;
  "show idle.service") echo ActiveState=inactive; exit 0 ;;
esac
alive() { [ -s pid ] && grep -q "^State:.[^ZX]" "/proc/$(cat pid)/status" 2>/dev/null; }
case $verb in
  start) alive || { sleep 60 > /dev/null 2>&1 & echo $! > pid; } ;;
  stop) alive && { kill -CONT "$(cat pid)"; kill -TERM "$(cat pid)"; }; exit 0 ;;
  kill) alive && kill -s "\${1#--signal=SIG}" "$(cat pid)"; exit 0 ;;
  show)
    echo "BoundBy=$(cat bound 2>/dev/null)"
    if alive; then echo "MainPID=$(cat pid)"; echo ActiveState=active; else echo MainPID=0; echo ActiveState=inactive; fi ;;
esac
`;

async function startUnit(context: TestContext): Promise<{ unit: ServiceUnit; folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), "brownout-test-"));
  const path = join(folder, "systemctl");
  await writeFile(path, STAND_IN);
  await chmod(path, 0o755);
  const before = process.env.PATH;
  process.env.PATH = `${folder}:${before}`;
  context.after(async () => {
    process.env.PATH = before;
    const pid = join(folder, "pid");
    // It isn't there where the unit could not be started.
    if (existsSync(pid)) sendSignal(Number(await readFile(pid, "utf8")), "SIGKILL");
    await rm(folder, { recursive: true });
  });
  await assert.rejects(openUnit("checkout", "checkout.service"), /the unit checkout.service is inactive/);

  await new ServiceUnit("checkout.service").start();
  return { unit: await openUnit("checkout", "checkout.service"), folder };
}

/** Moves the clock on until a work is over, one way or the other. */
async function whileTimePasses(clock: FakeClock, work: Promise<void>): Promise<void> {
  let isOver = false;
  const over = () => {
    isOver = true;
  };
  void work.then(over, over);
  while (!isOver) await clock.advance(1_000);
  return work;
}

test(
  "a unit is paused, ended and started again, and its undo record alone brings it back",
  options,
  async (context) => {
    const { unit, folder } = await startUnit(context);
    const replica = new ExternalReplica("checkout", unit, systemClock);
    const control = { replicasOf: () => [replica] };
    const undo = externalProcessUndo(control, systemClock);
    const before = await replica.observe();
    const record = { id: "1", kind: undo.undoer.kind, what: "", ...undo.record(replica, before, 0) };
    const within = AbortSignal.timeout(20_000);

    await replica.pause();
    // The system stops a process when that is next on a processor.
    while ((await replica.observe()).state !== "stopped");
    assert.equal(await undo.undoer.isGone(record, within), false);
    await undo.undoer.undo(record, within);
    assert.equal(processState(before.pid), "running");

    await replica.kill();
    assert.deepEqual(await replica.observe(), { ...before, state: "gone" });
    assert.equal(await undo.undoer.isGone(record, within), false);
    await undo.undoer.undo(record, within);
    assert.equal(await undo.undoer.isGone(record, within), true);
    const now = await replica.observe();
    assert.equal(now.state, "running");
    assert.notEqual(now.pid, before.pid);
    // Stopped by systemd itself, or it would start the unit anew while the fault is in; and without those that require it.
    assert.match(
      await readFile(join(folder, "calls"), "utf8"),
      /stop --no-block --job-mode=ignore-dependencies checkout\.service\n(.*\n)*start checkout\.service/,
    );
  },
);

test("a unit that isn't gone, or isn't up, is waited for so long at most", options, async (context) => {
  const { unit, folder } = await startUnit(context);
  const clock = new FakeClock();
  const replica = new ExternalReplica("checkout", unit, clock);
  const fails = (work: Promise<void>, message: RegExp) =>
    whileTimePasses(clock, assert.rejects(work, { code: "E_EXTERNAL_PROCESS", message }));
  await writeFile(join(folder, "stuck"), "stop kill");
  await fails(replica.kill(), /^the unit checkout\.service is still there after SIGKILL, 15 s after it was told$/);
  await writeFile(join(folder, "stuck"), "start");
  await whileTimePasses(clock, replica.kill());
  const { signal } = new AbortController();
  await fails(replica.start(signal), /^the unit checkout\.service is not up, 15 s after it was told$/);
});

test("a unit that somebody has stopped, or that takes others along, is refused", options, async (context) => {
  const { unit, folder } = await startUnit(context);
  const services = { checkout: { process: { by: "unit", unit: unit.unit } } };
  const faults = ["pause", "kill"].map((type) => ({ id: type, type, on: { kind: "service", service: "checkout" } }));
  const criteria = { loads: [], steadyState: [], abort: [], expect: [] };
  const external = { services, edges: [], proxies: [] };
  const experiment = { name: "a", system: { external }, faults, ...criteria } as unknown as Experiment;
  const refused = async () => {
    const found = (await externalPlatform({ clock: systemClock }).capabilities(experiment)).refused ?? {};
    return Object.fromEntries(Object.entries(found).map(([id, { why }]) => [id, why]));
  };
  assert.deepEqual(await refused(), {});

  await writeFile(join(folder, "bound"), "idle.service logs.service");
  const why =
    "systemd ends logs.service with checkout.service (BindsTo=), and the undo would start checkout.service alone";
  assert.deepEqual(await refused(), { kill: why });

  await unit.signal("SIGSTOP");
  while ((await unit.observe()).state !== "stopped");
  const stopped = "somebody has stopped the process of checkout (SIGSTOP), and the undo would let it go on";
  assert.deepEqual(await refused(), { pause: stopped, kill: stopped });
});
