import { setTimeout as sleep } from "node:timers/promises";
import type { SignalDelta } from "../../src/judge/measure/signal.ts";
import { emptyDelta, joinDeltas } from "../../src/judge/measure/totals.ts";
import { armOf } from "../../src/values/arms.ts";
import { seededRandom } from "../../src/values/random/random.ts";
import { type ArmChange, type ArmCheck, checkOf } from "./arms.ts";
import { startLoad } from "./running-load.ts";
import { Service } from "./service.ts";

/** Length of a check. */
const LASTS_MS = 3000;
/** Until answers of the service as it was before are out of the way. */
const SETTLES_MS = 300;
const ARMS = { seed: 1, control: 0.5 };

/** Makes so many real checks of each change, one after the other, by turns: of a load in two arms on a service that tells them by the trace. */
export async function makeRealArms(
  checks: number,
  changes: readonly ArmChange[],
): Promise<ReadonlyMap<ArmChange, readonly ArmCheck[]>> {
  let current: ArmChange | undefined;
  const service = await Service.start(seededRandom(1), (traceparent) => {
    const isTreated = armOf(traceparent.slice(19, 35), ARMS) === "treated";
    return isTreated ? { name: "", all: current?.times ?? 1, failing: current?.failing ?? 0 } : { name: "" };
  });
  const measured: Record<string, SignalDelta> = {};
  const onSignals = (signals: typeof measured) => {
    for (const [name, delta] of Object.entries(signals))
      measured[name] = joinDeltas(measured[name] ?? emptyDelta, delta);
  };
  const running = await startLoad(service.url, onSignals, ARMS);
  const found = new Map<ArmChange, ArmCheck[]>(changes.map((change) => [change, []]));
  try {
    for (let nth = 0; nth < checks; nth++) {
      for (const [change, all] of found) {
        current = change;
        await sleep(SETTLES_MS);
        for (const name of Object.keys(measured)) measured[name] = emptyDelta;
        await sleep(LASTS_MS);
        all.push(checkOf(measured["users.treated"] ?? emptyDelta, measured["users.control"] ?? emptyDelta));
      }
      process.stderr.write(`\r${nth + 1} of ${checks} checks`);
    }
  } finally {
    await running.stop();
    service.stop();
  }
  process.stderr.write("\n");
  return found;
}
