import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { processState } from "../../../src/clients/os/process-identity.ts";
import { sendSignal } from "../../../src/clients/os/send-signal.ts";
import { externalProcessUndo } from "../../../src/platforms/external/external-process-undo.ts";
import { ExternalReplica } from "../../../src/platforms/external/external-replica.ts";
import { openUnit, ServiceUnit } from "../../../src/platforms/external/service-unit.ts";
import { systemClock } from "../../../src/values/clock/system-clock.ts";
import { lacking } from "../../support/needs.ts";

/**
 * Stands for systemctl, with one unit that is a `sleep`: no test machine has a systemd. It can show only that the right
 * verbs are used in the right order.
 */
const STAND_IN = `#!/bin/sh
cd "$(dirname "$0")" || exit 1
verb=$1; shift
echo "$verb $*" >> calls
alive() { [ -s pid ] && grep -q "^State:.[^ZX]" "/proc/$(cat pid)/status" 2>/dev/null; }
case $verb in
  start) alive || { sleep 60 > /dev/null 2>&1 & echo $! > pid; } ;;
  stop) alive && { kill -CONT "$(cat pid)"; kill -TERM "$(cat pid)"; }; exit 0 ;;
  kill) alive && kill -s "\${1#--signal=SIG}" "$(cat pid)"; exit 0 ;;
  show) if alive; then echo "MainPID=$(cat pid)"; echo ActiveState=active; else echo MainPID=0; echo ActiveState=inactive; fi ;;
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

test("a unit is paused, ended and started again, and its undo record alone brings it back", {
  skip: process.platform !== "linux" && lacking("linux", "processes in /proc"),
}, async (context) => {
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
  // Stopped by systemd itself, or it would start the unit anew while the fault is in.
  assert.match(
    await readFile(join(folder, "calls"), "utf8"),
    /stop --no-block checkout\.service\n(.*\n)*start checkout\.service/,
  );
});
