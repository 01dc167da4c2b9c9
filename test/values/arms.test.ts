import assert from "node:assert/strict";
import { test } from "node:test";
import { armOf } from "../../src/values/arms.ts";

const digitsOf = (n: number) =>
  BigInt.asUintN(64, BigInt(n + 1) * 0x9e3779b97f4a7c15n)
    .toString(16)
    .padStart(16, "0");
const traces = Array.from({ length: 20_000 }, (_, n) => digitsOf(n));

/** So many standard deviations of a count of draws no seed of the test is away. */
const FAR = 4;

function isFarFrom(share: number, count: number, of: number): boolean {
  return Math.abs(count - share * of) > FAR * Math.sqrt(of * share * (1 - share));
}

test("an arm has its share of the traces, whatever the seed, and those of one share are in it at a larger one, too", () => {
  for (const seed of [0, 1, 2, -1, 2 ** 31]) {
    const inControl = (control: number) => traces.filter((trace) => armOf(trace, { seed, control }) === "control");
    for (const control of [0.01, 0.5, 0.9]) assert.ok(!isFarFrom(control, inControl(control).length, traces.length));
    const few = new Set(inControl(0.2));
    assert.ok([...few].every((trace) => armOf(trace, { seed, control: 0.3 }) === "control"));
  }
});

test("seeds next to each other split otherwise, and the numbers of arrivals don't show in the arms", () => {
  const arm = (seed: number) => traces.map((trace) => armOf(trace, { seed, control: 0.5 }));
  const [one, other] = [arm(1), arm(2)];
  const same = one.filter((each, n) => each === other[n]).length;
  assert.ok(!isFarFrom(0.5, same, traces.length));
  for (const apart of [1, 2, 3, 16]) {
    const alike = one.filter((each, n) => n >= apart && each === one[n - apart]).length;
    assert.ok(!isFarFrom(0.5, alike, traces.length - apart), `those ${apart} apart are alike ${alike} times`);
  }
});
