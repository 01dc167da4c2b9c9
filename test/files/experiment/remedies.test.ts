import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { example, parse, refusalOf } from "./stand-ins.ts";

const withRemedies = (lines: readonly string[]) =>
  `${example}remedies:\n${lines.map((line) => `  - ${line}\n`).join("")}`;

const post = (path: string) => ({ method: "POST", path });
const shedding = { kind: "request", service: "gateway", undo: { method: "DELETE", path: "/debug/shed" } };

describe("remedies of an experiment", () => {
  test("are steps in order of their times, and the demo's words are requests", () => {
    const { remedies } = parse(
      withRemedies([
        "{ at: 0s, restart: checkout, grace: 1s }",
        "{ at: 1s, shed: 80%, on: gateway, for: 2s }",
        "{ at: 4s, cap-retries: 0, on: checkout }",
        "{ at: 5s, reset-breakers: checkout }",
        "{ at: 6s, scale: checkout, to: 4, for: 1s }",
        '{ at: 8s, request: "POST gateway/debug/shed?share=1", undo: "DELETE gateway/debug/shed" }',
      ]),
    );
    const capped = { send: post("/debug/retries?most=0"), undo: { method: "DELETE", path: "/debug/retries" } };
    assert.deepEqual(remedies, [
      { id: "restart-1", atMs: 0, does: { kind: "restart", service: "checkout", graceMs: 1000 } },
      { id: "shed-2", atMs: 1000, forMs: 2000, does: { ...shedding, send: post("/debug/shed?share=0.8") } },
      { id: "cap-retries-3", atMs: 4000, does: { kind: "request", service: "checkout", ...capped } },
      {
        id: "reset-breakers-4",
        atMs: 5000,
        does: { kind: "request", service: "checkout", send: post("/debug/reset-breakers") },
      },
      { id: "scale-5", atMs: 6000, forMs: 1000, does: { kind: "scale", service: "checkout", to: 4 } },
      { id: "request-6", atMs: 8000, does: { ...shedding, send: post("/debug/shed?share=1") } },
    ]);
  });

  for (const [lines, expected] of [
    [["{ at: 1s }"], /remedies\[0\]: a remedy has one of restart, scale, shed, .*found none/],
    [["{ at: 1s, restart: checkout, shed: 50% }"], /found restart and shed/],
    [["{ at: 1s, restart: checkout, for: 2s }"], /restart has no `for`/],
    [["{ at: 1s, shed: 50% }"], /shed needs `on`/],
    [["{ at: 1s, scale: checkout }"], /scale needs `to`/],
    [["{ at: 1s, scale: checkout, to: 0 }"], /remedies\[0\]\.to/],
    [["{ at: 1s, restart: checkout, to: 2 }"], /restart has no `to`/],
    [["{ at: 1s, scale: chekout, to: 2 }"], /no service "chekout"; did you mean "checkout"/],
    [["{ at: 1s, restart: chekout }"], /no service "chekout"; did you mean "checkout"/],
    [["{ at: 1s, restart: checkout }", "{ at: 1s, reset-breakers: checkout }"], /at 1s, not after the remedy before/],
    [["{ at: 10m, restart: checkout }"], /not inside of the recovery phase/],
    [["{ at: 1s, shed: 50%, on: gateway, for: 10m }"], /after the recovery phase/],
    [["{ at: 1s, cap-retries: 0, on: shoppers }"], /"shoppers" doesn't try again/],
    [["{ at: 1s, cap-retries: 0, on: shopper }"], /no load or service "shopper"; did you mean "shoppers"/],
    [['{ at: 1s, request: "POST http://x/y" }'], /goes to a service of the system/],
    [['{ at: 1s, request: "POST gateway/x", for: 1s }'], /needs `undo`/],
    [['{ at: 1s, request: "POST gateway/x", undo: "GET checkout/x" }'], /taken back where it was sent: gateway/],
  ] as const) {
    test(`are refused as ${lines.join(", ")}`, () => assert.match(refusalOf(withRemedies(lines)), expected));
  }
});
