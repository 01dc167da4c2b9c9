import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { LoadPathProbe } from "../../../src/platforms/kubernetes/load-path-probe.ts";
import { FakeClock } from "../../support/fake-clock.ts";

/** A probe every 100 ms of a way whose answers a test gives. */
function probeOf(context: TestContext) {
  const clock = new FakeClock();
  const end = new AbortController();
  context.after(() => end.abort());
  let answer: (error?: Error) => void = () => undefined;
  let asked = 0;
  const ask = () => {
    asked++;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    answer = (error) => (error ? reject(error) : resolve());
    return promise;
  };
  const probe = new LoadPathProbe({
    name: "API server",
    ask,
    everyMs: 100,
    failingAfterMs: 1000,
    clock,
    signal: end.signal,
  });
  const answered = async (afterMs: number, error?: Error) => {
    await clock.advance(afterMs);
    answer(error);
    await clock.advance(0);
  };
  /** Asks anew, and gets an answer after so long; how long it usually takes is 4 ms then. */
  const usual = async () => {
    for (let times = 0; times < 5; times++) {
      await clock.advance(100 - (clock.nowMs() % 100));
      await answered(4);
    }
    probe.read();
  };
  const toNextQuestion = () => clock.advance(100 - (clock.nowMs() % 100));
  return { probe, clock, answered, usual, toNextQuestion, asked: () => asked, end };
}

describe("a probe of a load's path", () => {
  it("has nothing to say while answers come as they usually do", async (context) => {
    const { probe, usual, toNextQuestion, answered } = probeOf(context);
    await usual();
    await toNextQuestion();
    await answered(4);
    assert.equal(probe.read(), undefined);
  });

  it("says how much longer than usual an answer took, once", async (context) => {
    const { probe, usual, toNextQuestion, answered } = probeOf(context);
    await usual();
    await toNextQuestion();
    await answered(304);
    assert.deepEqual(probe.read(), { delayMs: 300 });
    assert.equal(probe.read(), undefined);
  });

  it("says how long it waits while no answer comes, and from a second on that requests fail", async (context) => {
    const { probe, clock, usual, toNextQuestion, answered } = probeOf(context);
    await usual();
    await toNextQuestion();
    await clock.advance(504);
    assert.deepEqual(probe.read(), { delayMs: 500 });
    await clock.advance(700);
    assert.deepEqual(probe.read(), { delayMs: 1200, failing: "no answer for 1.2 s" });
    await answered(100);
    assert.deepEqual(probe.read(), { delayMs: 1300, failing: "no answer for 1.3 s" });
    assert.equal(probe.read(), undefined);
  });

  it("fails from a refusal to the next answer", async (context) => {
    const { probe, usual, toNextQuestion, answered } = probeOf(context);
    await usual();
    await toNextQuestion();
    await answered(1, new Error("connect ECONNREFUSED"));
    const failing = "no answer: connect ECONNREFUSED";
    assert.deepEqual(probe.read(), { delayMs: 0, failing });
    assert.deepEqual(probe.read(), { delayMs: 0, failing });
    await toNextQuestion();
    await answered(4);
    assert.equal(probe.read(), undefined);
  });

  it("fails when a request of the load's did, whatever it is answered itself", async (context) => {
    const { probe, usual } = probeOf(context);
    await usual();
    probe.noteTrouble(new Error("a request wasn't passed on: no more of this"));
    assert.deepEqual(probe.read(), { delayMs: 0, failing: "a request wasn't passed on: no more of this" });
    assert.equal(probe.read(), undefined);
  });

  it("asks one question at a time, gives one up after 5 s and asks anew, until it is ended", async (context) => {
    const { clock, asked, end, toNextQuestion } = probeOf(context);
    await toNextQuestion();
    await clock.advance(4900);
    assert.equal(asked(), 1);
    await clock.advance(300);
    assert.equal(asked(), 2);
    end.abort();
    await clock.advance(20_000);
    assert.equal(asked(), 2);
  });
});
