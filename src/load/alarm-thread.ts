import { workerData } from "node:worker_threads";
import { systemClock } from "../clock/system-clock.ts";
import type { AlarmMemory } from "./alarm.ts";

const { sets, rings, dueMs } = workerData as AlarmMemory;

for (;;) {
  // Read before the time: a set in between makes the wait below end at once.
  const setsSeen = Atomics.load(sets, 0);
  const atMs = dueMs[0] ?? Number.NaN;
  if (Number.isNaN(atMs)) break;
  const leftMs = atMs - systemClock.nowMs();
  if (leftMs > 0) {
    Atomics.wait(sets, 0, setsSeen, leftMs);
    continue;
  }
  Atomics.add(rings, 0, 1);
  Atomics.notify(rings, 0);
  Atomics.wait(sets, 0, setsSeen);
}
