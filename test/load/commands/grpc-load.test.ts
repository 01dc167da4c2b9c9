import assert from "node:assert/strict";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import {
  loadPackageDefinition,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type ServiceClientConstructor,
  status,
} from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import { grpc } from "../../../src/load/commands/grpc.ts";
import { commandKindsOf } from "../../../src/load/commands/list.ts";
import { openLoop } from "../../../src/load/open-loop.ts";
import { UsageError } from "../../../src/values/errors.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { Collector, makeLoad } from "../collector.ts";
import { refusedUrl } from "../target.ts";

const PROTO = `syntax = "proto3";
package shop;
message Item { string id = 1; int32 count = 2; }
service Cart { rpc Get (Item) returns (Item); rpc Watch (Item) returns (stream Item); }
`;

type Item = { readonly id: string; readonly count: number };
type Call = ServerUnaryCall<Item, Item>;
type Answer = (error: { code: number } | null, item?: object) => void;

/** A server whose method does with each message what `get` says, and where its proto file is. */
async function startCart(context: TestContext, get: (item: Item, answer: Answer, call: Call) => void) {
  const proto = join(await temporaryFolder(context), "cart.proto");
  writeFileSync(proto, PROTO);
  const { shop } = loadPackageDefinition(loadSync(proto)) as unknown as { shop: { Cart: ServiceClientConstructor } };
  const server = new Server();
  server.addService(shop.Cart.service, {
    Get: (call: Call, answer: Answer) => get(call.request, answer, call),
  });
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  context.after(() => server.forceShutdown());
  return { proto, address: `127.0.0.1:${port}` };
}

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
    const { proto, address } = await startCart(context, ({ id, count }, answer) => {
      counts.push(count);
      if (id.length !== 36 || count % 4 === 0) answer({ code: status.RESOURCE_EXHAUSTED });
      else answer(null, { id, count });
    });
    assert.deepEqual(await run(proto, address), { ended: 20, failed: 5, errors: { "grpc RESOURCE_EXHAUSTED": 5 } });
    assert.deepEqual(
      counts.toSorted((a, b) => a - b),
      Array.from({ length: 20 }, (_, index) => index + 1),
    );
  });

  it("fails in time where nothing comes, and at once where nobody is", async (context) => {
    const { proto, address } = await startCart(context, () => undefined);
    assert.deepEqual((await run(proto, address, "shop.Cart/Get", 300)).errors, { timeout: 20 });
    const refused = (await refusedUrl()).replace("http://", "");
    assert.deepEqual((await run(proto, refused)).errors, { "grpc UNAVAILABLE": 20 });
  });

  it("ends the call under way when its connection is closed", async (context) => {
    const called = Promise.withResolvers<Call>();
    const { proto, address } = await startCart(context, (_item, _answer, call) => called.resolve(call));
    const connection = grpc.open(address, { proto, method: "shop.Cart/Get" });
    const answer = connection.send(["{}"]);
    const call = await called.promise;
    const cancelled = once(call, "cancelled");
    connection.close();
    await cancelled;
    assert.equal(await answer, "grpc CANCELLED");
  });

  it("says before it is sent that a method isn't there, or is a stream", async (context) => {
    const { proto, address } = await startCart(context, () => undefined);
    for (const [method, message] of [
      ["shop.Cart/Put", /has no method shop.Cart\/Put: it has shop.Cart\/Get, shop.Cart\/Watch/],
      ["shop.Carts/Get", /it has no service shop.Carts/],
      ["shop.Cart/Watch", /shop.Cart\/Watch is a stream/],
    ] as const) {
      await assert.rejects(commandKindsOf([load(proto, address, method)]), (error) => {
        assert.ok(error instanceof UsageError, String(error));
        assert.match(error.message, message);
        return true;
      });
    }
  });
});
