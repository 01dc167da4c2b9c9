import { test } from "node:test";
import fc from "fast-check";
import { InconclusiveError } from "../../src/values/errors.ts";
import type { FaultInput, PlanInput } from "./simulated-plan.ts";
import { type Hands, type Scenario, simulate } from "./simulated-run.ts";
import type { Trouble } from "./simulated-script.ts";

const phases = { warmUpMs: 300, baselineMs: 1500, faultMs: 1500, recoveryMs: 3000 };
/** Longer than the phases together, for runs that something holds up. */
const latestMs = 9000;

const callers = fc.constantFrom(
  { caller: "gateway", callee: "checkout" },
  { caller: "checkout", callee: "pricing" },
  { caller: "checkout", callee: "inventory" },
);
const faultInput: fc.Arbitrary<FaultInput> = fc
  .record({
    on: callers,
    delayMs: fc.constantFrom(0, 20, 400),
    failing: fc.constantFrom(0, 0, 0.5),
    hanging: fc.constantFrom(false, false, true),
    parts: fc.integer({ min: 1, max: 3 }),
    startMs: fc.integer({ min: 0, max: 1400 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ share, ...fault }) => ({ ...fault, durationMs: Math.floor((phases.faultMs - fault.startMs) * share) }));

const planInput: fc.Arbitrary<PlanInput> = fc.record({
  ratePerS: fc.constant(40),
  phases: fc.constant(phases),
  steadyState: fc.constant(["shoppers.p95 < 300ms"]),
  faults: fc.array(faultInput, { minLength: 1, maxLength: 3 }),
  abort: fc.subarray(["shoppers.p90 > 250ms over 500ms", "shoppers.error_rate > 20% over 500ms"]),
  expect: fc.subarray(["shoppers.p95 < 300ms", "shoppers.error_rate < 20% over 500ms", "shoppers.recovery < 2s"], {
    minLength: 1,
  }),
});

const trouble = fc.constantFrom<Trouble[]>("fails", "hangs", "hangs deaf", 30, 700, 3000);
const steps = ["inject", "verify", "undo", "look for"].flatMap((step) =>
  [1, 2, 3].flatMap((fault) => [1, 2].map((part) => `${step} trouble-${fault}/${part}`)),
);
const troubles = fc.dictionary(
  fc.constantFrom(...steps, "undo system", "look for system", "diagnose", "read waiting", "stop load"),
  fc.oneof(trouble, fc.array(trouble, { minLength: 1, maxLength: 2 })),
  { maxKeys: 3 },
);

const happenings: Record<string, (hands: Hands) => void> = {
  interrupt: (hands) => hands.interrupt("SIGINT"),
  terminate: (hands) => hands.interrupt("SIGTERM"),
  "system breaks": ({ system }) => system?.break(new InconclusiveError({ message: "the proxy ended" })),
  "load breaks": ({ load }) => load?.break(new InconclusiveError({ message: "the thread ended" })),
  "load falls silent": ({ load }) => load?.fallSilent(),
  "disk full": ({ journal }) => journal.fillDisk(),
  "runs late": ({ world }) => {
    world.lagMs = 350;
  },
};
const schedule = fc.dictionary(
  fc.integer({ min: 0, max: latestMs }).map(String),
  fc.constantFrom(...Object.keys(happenings)),
  { maxKeys: 2 },
);

test("whatever fails and whatever stops it, a run leaves nothing in unsaid, and passes only what was proven", async () => {
  // `simulate` holds all that against every run.
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        plan: planInput,
        troubles,
        schedule,
        aftermathMs: fc.constantFrom(0, 0, 800, 60_000),
        syncMs: fc.constantFrom(0, 30),
      }),
      async ({ schedule, aftermathMs, ...scenario }) => {
        const at: Scenario["at"] = Object.fromEntries(
          Object.entries(schedule).flatMap(([ms, name]) => {
            const happening = happenings[name];
            return happening === undefined ? [] : [[Number(ms), happening]];
          }),
        );
        await simulate({ ...scenario, at, world: { aftermathMs } });
      },
    ),
    { numRuns: 150 },
  );
});
