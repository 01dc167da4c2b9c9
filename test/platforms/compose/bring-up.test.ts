import assert from "node:assert/strict";
import { test } from "node:test";
import type { Container, ContainerRef } from "../../../src/clients/engine/container.ts";
import type { Engine } from "../../../src/clients/engine/engine.ts";
import { untilAllReady } from "../../../src/platforms/compose/bring-up.ts";
import type { Clock } from "../../../src/values/clock/clock.ts";
import { systemClock } from "../../../src/values/clock/system-clock.ts";

/** On which a deadline of minutes has come already. */
const hastyClock: Clock = {
  ...systemClock,
  after: (delayMs, run) => systemClock.after(delayMs > 60_000 ? 0 : delayMs, run),
};

test("a container whose health check never says anything is named", async () => {
  const containers = { web: "none", cache: "starting" } as const;
  const engine = {
    container: (id: keyof typeof containers) =>
      ({
        read: async () => ({ status: "running", health: containers[id] }),
        lastLines: async () => "waiting for its disk",
      }) as unknown as Container,
  } as unknown as Engine;
  const refs = Object.keys(containers).map((id) => ({ id, service: id, name: `shop-${id}-1` }) as ContainerRef);
  await assert.rejects(untilAllReady({ engine }, refs, hastyClock, new AbortController().signal), {
    code: "E_UNHEALTHY",
    exitCode: 3,
    message: /^cache \(container shop-cache-1\) is still starting after 120 s: .*\nwaiting for its disk$/,
  });
});
