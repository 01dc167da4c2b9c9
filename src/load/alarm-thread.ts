import { workerData } from "node:worker_threads";
import { systemClock } from "../values/clock/system-clock.ts";
import type { AlarmMemory } from "./alarm.ts";

const { sets, rings, dueMs } = workerData as AlarmMemory;

for (;;) {
  // Read before the time: when the alarm is set in between, the wait below ends at once.
  const setsSeen = Atomics.load(sets, 0);
  const leftMs = (dueMs[0] ?? Infinity) - systemClock.nowMs();
  if (leftMs > 0) {
    Atomics.wait(sets, 0, setsSeen, leftMs);
    continue;
  }
  Atomics.add(rings, 0, 1);
  Atomics.notify(rings, 0);
  Atomics.wait(sets, 0, setsSeen);
}
