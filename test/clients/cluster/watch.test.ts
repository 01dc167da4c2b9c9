import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import { describe, type TestContext, test } from "node:test";
import type { ClusterObject } from "../../../src/clients/cluster/cluster-object.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { type Asked, type FakeApi, json, openFake, startFakeApi } from "./fake-api.ts";

const pods = { apiVersion: "v1", kind: "Pod", namespace: "shop", labels: "app=pricing" } as const;

const podOf = (name: string, uid = name, resourceVersion = "1") => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name, namespace: "shop", uid, resourceVersion },
});

const listOf = (resourceVersion: string, ...items: readonly object[]) =>
  json(200, { metadata: { resourceVersion }, items });

const isWatch = ({ url }: Asked) => url.searchParams.get("watch") === "true";

/** A watch under way: what it told, and the stream that the server holds open. */
class WatchOnFake {
  readonly api: FakeApi;
  /** `ADDED a/uid-of-a`, `trouble: …`, `sees again` */
  readonly told: string[] = [];
  readonly clock = new FakeClock();
  list = listOf("10", podOf("a"), podOf("b"));
  stream: ServerResponse | undefined;

  constructor(api: FakeApi) {
    this.api = api;
    api.answer = (asked, response) => {
      if (!isWatch(asked)) return this.list(asked, response);
      this.stream = response.writeHead(200);
      response.flushHeaders();
    };
  }

  get lists(): readonly Asked[] {
    return this.api.asked.filter((asked) => !isWatch(asked));
  }

  get watches(): readonly Asked[] {
    return this.api.asked.filter(isWatch);
  }

  /** Says something in the stream, as the server. */
  say(type: string, object: object): void {
    this.stream?.write(`${JSON.stringify({ type, object })}\n`);
  }

  /** Waits, moving the clock by little steps. */
  async until(isSo: () => boolean): Promise<void> {
    for (let step = 0; !isSo(); step++) {
      assert.ok(step < 10_000, `it never came to that: ${this.told.join(", ")}; asked ${this.api.asked.length} times`);
      await this.clock.advance(1);
    }
  }
}

async function startWatch(context: TestContext): Promise<WatchOnFake> {
  const api = await startFakeApi(context);
  const watch = new WatchOnFake(api);
  const { cluster } = await openFake(context, api, { clock: watch.clock });
  await namesOf(cluster.list(pods));
  api.asked.length = 0;
  const stop = new AbortController();
  context.after(() => stop.abort());
  cluster.watch(pods, ({ type, object }) => watch.told.push(`${type} ${object.metadata.name}/${object.metadata.uid}`), {
    signal: stop.signal,
    onTrouble: (error) => watch.told.push(error ? `trouble: ${error.message}` : "sees again"),
  });
  await watch.until(() => watch.stream !== undefined);
  watch.told.push("--");
  return watch;
}

async function namesOf(objects: AsyncIterable<ClusterObject>): Promise<readonly (string | undefined)[]> {
  const names: (string | undefined)[] = [];
  for await (const { metadata } of objects) names.push(metadata.name);
  return names;
}

describe("a watch", () => {
  test("tells what there is, then what changes", async (context) => {
    const watch = await startWatch(context);
    watch.say("ADDED", podOf("c"));
    watch.say("MODIFIED", podOf("a"));
    watch.say("DELETED", podOf("b"));
    await watch.until(() => watch.told.length === 6);
    assert.deepEqual(watch.told, ["ADDED a/a", "ADDED b/b", "--", "ADDED c/c", "MODIFIED a/a", "DELETED b/b"]);
    assert.equal(watch.lists[0]?.url.searchParams.get("labelSelector"), "app=pricing");
    assert.equal(watch.lists[0]?.url.searchParams.get("limit"), "500");
    assert.equal(watch.watches[0]?.url.searchParams.get("resourceVersion"), "10");
  });

  test("lists in pages", async (context) => {
    const api = await startFakeApi(context);
    const { cluster } = await openFake(context, api);
    api.answer = (asked, response) =>
      (asked.url.searchParams.has("continue")
        ? listOf("10", podOf("b"))
        : json(200, { metadata: { resourceVersion: "10", continue: "more" }, items: [podOf("a")] }))(asked, response);
    assert.deepEqual(await namesOf(cluster.list(pods)), ["a", "b"]);
  });

  test("goes on where a stream ended, with no other list: the server ends each by itself", async (context) => {
    const watch = await startWatch(context);
    watch.say("MODIFIED", podOf("a", "a", "12"));
    watch.say("BOOKMARK", podOf("", "", "34"));
    watch.stream?.end();
    await watch.until(() => watch.watches.length === 2);
    assert.equal(watch.watches[1]?.url.searchParams.get("resourceVersion"), "34");
    assert.equal(watch.lists.length, 1);
    assert.deepEqual(watch.told.slice(3), ["MODIFIED a/a"]);
  });

  test("lists again where the server forgot, and tells what went meanwhile", async (context) => {
    const watch = await startWatch(context);
    watch.list = listOf("50", podOf("b", "another-b"), podOf("c"));
    watch.say("ERROR", { kind: "Status", code: 410, reason: "Expired", message: "too old resource version" });
    await watch.until(() => watch.watches.length === 2);
    assert.deepEqual(watch.told.slice(3), ["DELETED b/b", "ADDED b/another-b", "ADDED c/c", "DELETED a/a"]);
    assert.equal(watch.watches[1]?.url.searchParams.get("resourceVersion"), "50");
  });

  test("comes back after a server that was away, and says when it saw nothing", async (context) => {
    const watch = await startWatch(context);
    await watch.api.stop();
    await watch.until(() => watch.told.length > 3);
    assert.match(watch.told[3] ?? "", /^trouble: could not watch Pods in shop: .*doesn't answer/);
    await watch.clock.advance(10_000);
    const watched = watch.watches.length;
    await watch.api.start();
    await watch.until(() => watch.watches.length > watched);
    await watch.until(() => watch.told.at(-1) === "sees again");
    assert.equal(watch.lists.length, 1);
    watch.say("DELETED", podOf("a"));
    await watch.until(() => watch.told.at(-1) === "DELETED a/a");
  });

  test("notices a stream that says nothing any more", async (context) => {
    const watch = await startWatch(context);
    await watch.clock.advance(12_900);
    assert.equal(watch.watches.length, 1);
    await watch.until(() => watch.watches.length === 2);
    await watch.until(() => watch.told.at(-1) === "sees again");
    assert.match(watch.told.at(-2) ?? "", /hangs/);
    assert.equal(watch.lists.length, 1);
  });
});
