import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { prepareFault } from "../../../src/faults/prepare-fault.ts";
import { requestInjector, requestUndoer } from "../../../src/faults/request/request-change.ts";
import type { RequestAction } from "../../../src/files/experiment/remedy.ts";
import type { PlannedFault } from "../../../src/judge/plan/plan.ts";
import { startTarget } from "../../load/target.ts";

const SEND = { method: "POST", path: "/debug/shed?share=0.8" };
const UNDO = { method: "DELETE", path: "/debug/shed" };
const signal = AbortSignal.timeout(20_000);

function planned(params: Pick<RequestAction, "send" | "undo">): PlannedFault {
  return {
    id: "shed-1",
    type: "request",
    on: { kind: "service", service: "api" },
    params,
    startMs: 0,
    durationMs: 1000,
    mode: { kind: "all" },
    means: "",
    explanation: { does: "", undo: "", proof: "" },
    replicas: [],
  };
}

describe("a change by requests", { timeout: 30_000 }, () => {
  test("is sent to every replica, and taken back from its record alone", async (t) => {
    const seen: string[] = [];
    const replica = (name: string) =>
      startTarget(t, ({ method, url }, response) => {
        seen.push(`${name} ${method} ${url}`);
        response.writeHead(204).end();
      });
    const urls = [(await replica("a")).url, (await replica("b")).url];
    const injector = requestInjector({ urlsOf: () => urls });
    const prepared = await prepareFault(planned({ send: SEND, undo: UNDO }), [injector], "system");
    for (const one of prepared) await one.inject(signal);
    for (const one of prepared) assert.equal((await one.verify(signal)).took, "true");
    for (const { undo } of prepared) await requestUndoer.undo(JSON.parse(JSON.stringify(undo)), signal);
    assert.deepEqual(seen, [
      "a POST /debug/shed?share=0.8",
      "b POST /debug/shed?share=0.8",
      "a DELETE /debug/shed",
      "b DELETE /debug/shed",
    ]);
  });

  test("that the service refuses is none, and neither is its undo", async (t) => {
    const { url } = await startTarget(t, (_request, response) => void response.writeHead(404).end());
    const [one] = await prepareFault(
      planned({ send: SEND, undo: UNDO }),
      [requestInjector({ urlsOf: () => [url] })],
      "system",
    );
    assert.ok(one);
    await assert.rejects(one.inject(signal), /POST .*was answered 404/);
    assert.equal((await one.verify(signal)).took, "false");
    await assert.rejects(requestUndoer.undo(one.undo, signal), /DELETE .*was answered 404/);
  });

  test("that leaves nothing to take back takes nothing back", async () => {
    const injector = requestInjector({ urlsOf: () => ["http://127.0.0.1:1"] });
    const [one] = await prepareFault(planned({ send: SEND }), [injector], "system");
    assert.ok(one);
    await requestUndoer.undo(one.undo, signal);
  });
});
