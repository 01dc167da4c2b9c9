import assert from "node:assert/strict";
import { test } from "node:test";
import type { PartReading } from "../../src/judge/history/event.ts";
import { SampledPart } from "../../src/platforms/sampled-part.ts";
import { FakeClock } from "../support/fake-clock.ts";

test("is asked once a second however often it is read, and what came of it holds until then", async () => {
  const clock = new FakeClock();
  const answers: (PartReading | undefined)[] = [{ delayMs: 40 }, undefined, { waiting: 0.5 }];
  let asked = 0;
  const part = new SampledPart("part", clock, async () => answers[asked++]);
  const readings: (PartReading | undefined)[] = [];
  for (let tick = 0; tick < 45; tick++) {
    readings.push(part.read());
    await clock.advance(50);
  }
  assert.equal(asked, 3);
  assert.equal(readings[0], undefined, "nothing is known at once");
  assert.deepEqual(new Set(readings.slice(1, 21)), new Set([answers[0]]));
  assert.deepEqual(new Set(readings.slice(21, 41)), new Set([undefined]));
  assert.deepEqual(new Set(readings.slice(41)), new Set([answers[2]]));
});

test("one that is waited for says so, and isn't asked again meanwhile", async () => {
  const clock = new FakeClock();
  const answer = Promise.withResolvers<PartReading>();
  let asked = 0;
  const ask = () => {
    asked++;
    return answer.promise;
  };
  const part = new SampledPart("part", clock, ask, (delayMs) => (delayMs >= 2000 ? { delayMs } : undefined));
  part.read();
  await clock.advance(1900);
  assert.equal(part.read(), undefined);
  await clock.advance(600);
  assert.deepEqual(part.read(), { delayMs: 2500 });
  answer.resolve({ delayMs: 2600 });
  await clock.advance(0);
  assert.deepEqual(part.read(), { delayMs: 2600 });
  assert.equal(asked, 2);
});
