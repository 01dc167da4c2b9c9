import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import * as client from "toxiproxy-node-client";
import type { Tests } from "../support/needs.ts";
import { dial, Upstream } from "../support/sockets.ts";

/** Tests of what users of toxiproxy-node-client do, as its README shows it, on a server that has no proxies yet. */
export function clientWorks(apiUrl: () => string, test: Tests["test"]): void {
  test("the examples of toxiproxy-node-client's README work", async (context) => {
    const toxiproxy = new client.Toxiproxy(apiUrl());
    const { proxy, upstream } = await createProxy(toxiproxy, context);
    const body = { attributes: { rate: 1000 }, type: "bandwidth" } as client.ICreateToxicBody<client.Bandwidth>;
    const toxic = await proxy.addToxic(body);
    assert.deepEqual(toxic.toJson(), {
      attributes: { rate: 1000 },
      name: "bandwidth_downstream",
      stream: "downstream",
      toxicity: 1,
      type: "bandwidth",
    });
    const caller = await dial(proxy.listen);
    (await upstream.peer()).send("hello");
    assert.equal(await caller.receive(5), "hello");
    caller.socket.destroy();
    const found = await proxy.getToxic<client.Bandwidth>("bandwidth_downstream");
    assert.equal((await found.update({ attributes: { rate: 5 } } as never)).attributes.rate, 5);
    await toxic.remove();
    await proxy.remove();
    assert.deepEqual(await toxiproxy.getAll(), {});
  });

  test("toxiproxy-node-client disables, resets and populates", async (context) => {
    const toxiproxy = new client.Toxiproxy(apiUrl());
    const { proxy } = await createProxy(toxiproxy, context);
    const { listen, upstream } = proxy;
    assert.equal((await proxy.update({ enabled: false, listen, upstream })).enabled, false);
    await assert.rejects(dial(listen), { code: "ECONNREFUSED" });
    await toxiproxy.reset();
    assert.equal((await toxiproxy.get("redis")).enabled, true);
    const more = await toxiproxy.populate([{ name: "more", listen: "localhost:0", upstream: "x:1" }]);
    assert.deepEqual(Object.keys(more), ["more"]);
    assert.deepEqual(Object.keys(await toxiproxy.getAll()).sort(), ["more", "redis"]);
  });

  test("toxiproxy-node-client is told what is there already, and what isn't there", async (context) => {
    const toxiproxy = new client.Toxiproxy(apiUrl());
    await createProxy(toxiproxy, context);
    const again = { listen: "localhost:0", name: "redis", upstream: "x:1" };
    await assert.rejects(toxiproxy.createProxy(again), /status code 409/);
    await assert.rejects(toxiproxy.get("none"), /status code 404/);
  });
}

async function createProxy(toxiproxy: client.Toxiproxy, context: TestContext) {
  const upstream = await Upstream.listen();
  context.after(() => upstream.close());
  const proxy = await toxiproxy.createProxy({ listen: "localhost:0", name: "redis", upstream: upstream.address });
  return { proxy, upstream };
}
