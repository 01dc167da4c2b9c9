import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, it } from "node:test";
import { status } from "@grpc/grpc-js";
import { grpc } from "../../../src/load/commands/grpc.ts";
import { checkCommands } from "../../../src/load/commands/list.ts";
import { openLoop } from "../../../src/load/open-loop.ts";
import { armOf } from "../../../src/values/arms.ts";
import { UsageError } from "../../../src/values/errors.ts";
import { Collector, makeLoad, runUntilEnded } from "../collector.ts";
import { refusedUrl } from "../target.ts";
import { type Call, startCart } from "./cart-server.ts";

function load(proto: string, address: string, method = "shop.Cart/Get", timeoutMs = 30_000) {
  const sends = ['{"id": "{{id}}", "count": {{counter}}}'];
  const command = { kind: "grpc", addresses: [address], connections: 5, sends, settings: { proto, method } };
  return makeLoad({ pacing: { kind: "constant", ratePerS: 100 }, requests: [], command, timeoutMs });
}

/** Sends twenty calls and gives what came of them. */
async function run(...parts: Parameters<typeof load>) {
  const collector = new Collector();
  const running = await openLoop.start([load(...parts)], collector);
  await collector.until(() => collector.totals().ended >= 20);
  await running.stop();
  const { ended, failed, errors } = collector.totals();
  return { ended, failed, errors };
}

describe("a load of gRPC", { timeout: 30_000 }, () => {
  it("sends messages, and fails by the name of a status", async (context) => {
    const counts: number[] = [];
    const traces = new Set<string>();
    const { proto, address } = await startCart(context, ({ id, count }, answer, { metadata }) => {
      counts.push(count);
      traces.add(/^00-([\da-f]{32})-[\da-f]{16}-01$/.exec(`${metadata.get("traceparent")}`)?.[1] ?? "none");
      if (id.length !== 36 || count % 4 === 0) answer({ code: status.RESOURCE_EXHAUSTED });
      else answer(null, { id, count });
    });
    assert.deepEqual(await run(proto, address), { ended: 20, failed: 5, errors: { "grpc RESOURCE_EXHAUSTED": 5 } });
    assert.equal(traces.size, 20);
    assert.deepEqual(
      counts.toSorted((a, b) => a - b),
      Array.from({ length: 20 }, (_, index) => index + 1),
    );
  });

  it("in two arms counts each call in that of its trace", async (context) => {
    const arms = { seed: 5, control: 0.3 };
    const { proto, address } = await startCart(context, (_, answer, { metadata }) => {
      const arm = armOf(`${metadata.get("traceparent")}`.slice(19, 35), arms);
      answer(arm === "treated" ? { code: status.UNAVAILABLE } : null, {});
    });
    const collector = await runUntilEnded(50, { ...load(proto, address), arms, arrivalsForMs: 500 });
    const [treated, control] = [collector.totals("load.treated"), collector.totals("load.control")];
    assert.equal(treated.ended + control.ended, 50);
    assert.ok(control.ended > 3, `${control.ended} of 50 are in the control arm`);
    assert.deepEqual([treated.errors, control.errors], [{ "grpc UNAVAILABLE": treated.ended }, {}]);
    assert.deepEqual(collector.totals().failed, treated.ended);
  });

  it("fails in time where nothing comes, and at once where nobody is", async (context) => {
    const { proto, address } = await startCart(context, () => undefined);
    assert.deepEqual((await run(proto, address, "shop.Cart/Get", 1000)).errors, { timeout: 20 });
    const refused = (await refusedUrl()).replace("http://", "");
    assert.deepEqual((await run(proto, refused)).errors, { "grpc UNAVAILABLE": 20 });
  });

  it("ends the call under way when its connection is closed", async (context) => {
    const called = Promise.withResolvers<Call>();
    const { proto, address } = await startCart(context, (_item, _answer, call) => called.resolve(call));
    const settings = { proto, method: "shop.Cart/Get" };
    const connect = await grpc.prepare({ addresses: [address], sends: ["{}"], settings }, Infinity);
    const connection = connect(address);
    const answer = connection.send(["{}"]);
    const call = await called.promise;
    const cancelled = once(call, "cancelled");
    connection.close();
    await cancelled;
    assert.equal(await answer, "grpc CANCELLED");
  });

  it("says before it is sent that a method isn't there, is a stream, or doesn't take the message", async (context) => {
    const { proto } = await startCart(context, () => undefined);
    for (const [method, sends, message] of [
      ["shop.Cart/Put", "{}", /has no method shop.Cart\/Put: it has shop.Cart\/Get, shop.Cart\/Watch/],
      ["shop.Carts/Get", "{}", /has no service shop.Carts: it has shop.Cart$/],
      ["shop.Cart/Watch", "{}", /shop.Cart\/Watch is a stream/],
      ["shop.Cart/Get", '{"prices": {{int 1 9}}}', /the message is none that shop.Cart\/Get takes: .*prices/],
    ] as const) {
      const command = { kind: "grpc", sends: [sends], settings: { proto, method } };
      await assert.rejects(checkCommands([{ command }]), (error) => {
        assert.ok(error instanceof UsageError, String(error));
        assert.match(error.message, message);
        return true;
      });
    }
  });
});
