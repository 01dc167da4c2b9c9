import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { FakeClock } from "../../support/fake-clock.ts";
import { type Answer, inTurn, json, openFake, startFakeApi } from "./fake-api.ts";

const pod = { apiVersion: "v1", kind: "Pod", namespace: "shop", name: "pricing-1" } as const;
const there = { apiVersion: "v1", kind: "Pod", metadata: { name: "pricing-1", namespace: "shop", uid: "u1" } };
const status = (code: number, reason: string, message: string, details?: object) =>
  json(code, { kind: "Status", code, reason, message, details });
const failing = status(500, "InternalError", "etcdserver: request timed out");
const hangUp: Answer = (_, response) => response.destroy();
const silence: Answer = () => undefined;

/** Moves the clock on, step by step, until the work is done; whether it took longer than a time is for the test to say. */
async function until<T>(clock: FakeClock, work: Promise<T>): Promise<T> {
  let isDone = false;
  const done = work.finally(() => {
    isDone = true;
  });
  done.catch(() => undefined);
  for (let step = 0; step < 100_000 && !isDone; step++) await clock.advance(10);
  return done;
}

describe("an answer that no API server gives", () => {
  const page: Answer = (_, response) => response.writeHead(200).end("<html>Log in</html>");
  for (const [what, answer] of Object.entries({
    "a page": page,
    "an object without metadata": json(200, { kind: "Pod" }),
  })) {
    test(`is said to be none: ${what}`, async (context) => {
      const api = await startFakeApi(context);
      const { cluster } = await openFake(context, api);
      api.answer = answer;
      await assert.rejects(cluster.get(pod), {
        code: "E_CLUSTER",
        message: `could not get Pod shop/pricing-1: what answers at ${api.url} doesn't answer as an API server does`,
      });
    });
  }
});

describe("a call that may come twice", () => {
  for (const [what, bad] of Object.entries({ "an error of the server's": failing, "a cut connection": hangUp })) {
    test(`is tried again after ${what}`, async (context) => {
      const api = await startFakeApi(context);
      const { cluster } = await openFake(context, api);
      api.answer = inTurn(bad, bad, json(200, there));
      assert.equal((await cluster.get(pod))?.metadata.uid, "u1");
      assert.equal(api.asked.length, 3);
    });
  }

  test("outlives a server that is away for 10 s", async (context) => {
    const clock = new FakeClock();
    const api = await startFakeApi(context);
    const { cluster } = await openFake(context, api, { clock });
    api.answer = json(200, there);
    await cluster.get(pod);
    await api.stop();
    const called = cluster.get(pod);
    called.catch(() => undefined);
    await clock.advance(10_000);
    await api.start();
    assert.equal((await until(clock, called))?.metadata.uid, "u1");
  });

  test("is tried again where a server is too slow, and given up in the end", async (context) => {
    const clock = new FakeClock();
    const api = await startFakeApi(context);
    const { cluster } = await openFake(context, api, { clock });
    api.answer = inTurn(json(200, there), silence, json(200, there));
    await cluster.get(pod);
    const called = cluster.get(pod);
    await api.untilAsked(2);
    assert.equal((await until(clock, called))?.metadata.uid, "u1");
    api.answer = silence;
    const startMs = clock.nowMs();
    await assert.rejects(until(clock, cluster.get(pod)), {
      code: "E_CLUSTER_AWAY",
      message: /could not get Pod shop\/pricing-1: the cluster of context "fake" .* doesn't answer: no answer within/,
    });
    assert.ok(clock.nowMs() - startMs <= 31_000, `${clock.nowMs() - startMs} ms`);
  });

  test("ends with its caller's signal", async (context) => {
    const api = await startFakeApi(context);
    const { cluster } = await openFake(context, api);
    api.answer = silence;
    const stop = new AbortController();
    const called = cluster.get(pod, { signal: stop.signal });
    await api.untilAsked(1);
    stop.abort(new Error("the run was interrupted"));
    await assert.rejects(called, /the run was interrupted/);
  });
});

describe("a call that must not come twice", () => {
  for (const [what, bad, code] of [
    ["an error of the server's", failing, "E_CLUSTER_SERVER"],
    ["a cut connection", hangUp, "E_CLUSTER_AWAY"],
  ] as const) {
    test(`fails at once after ${what}`, async (context) => {
      const api = await startFakeApi(context);
      const { cluster } = await openFake(context, api);
      api.answer = inTurn(bad, json(201, there));
      await assert.rejects(cluster.create(there), { code });
      await assert.rejects(
        inOrder(api, bad, () => cluster.delete(pod)),
        { code },
      );
      assert.equal(api.asked.length, 2);
    });
  }

  test("comes again where it is of one life of the object only", async (context) => {
    const api = await startFakeApi(context);
    const { cluster } = await openFake(context, api);
    api.answer = inTurn(hangUp, json(200, {}));
    await cluster.delete(pod, { uid: "u1", graceS: 0 });
    assert.deepEqual(
      api.asked.map(({ body }) => JSON.parse(body).preconditions),
      [{ uid: "u1" }, { uid: "u1" }],
    );
    assert.equal(JSON.parse(api.asked[0]?.body ?? "").gracePeriodSeconds, 0);
  });

  test("waits as long as a busy server says, as it has done nothing yet", async (context) => {
    const clock = new FakeClock();
    const api = await startFakeApi(context);
    const { cluster } = await openFake(context, api, { clock });
    const busy = json(
      429,
      { kind: "Status", code: 429, reason: "TooManyRequests", message: "too many requests" },
      { "retry-after": "7" },
    );
    api.answer = inTurn(json(200, there), busy, json(201, there));
    await cluster.get(pod);
    await until(clock, cluster.create(there));
    assert.ok(clock.nowMs() >= 7000 && clock.nowMs() < 8000, `${clock.nowMs()} ms`);
  });
});

async function inOrder<T>(api: { answer: Answer }, answer: Answer, work: () => Promise<T>): Promise<T> {
  api.answer = answer;
  return work();
}

describe("credentials", () => {
  test("are read again after a 401, once: a login may have renewed them", async (context) => {
    const api = await startFakeApi(context);
    const { cluster, renewTo } = await openFake(context, api);
    const expired = status(401, "Unauthorized", "Unauthorized");
    api.answer = (asked, response) =>
      (asked.headers.authorization === "Bearer second" ? json(201, there) : expired)(asked, response);
    await assert.rejects(cluster.get(pod), {
      code: "E_CLUSTER_UNAUTHORIZED",
      hint: /kubectl --context fake auth whoami/,
    });
    assert.equal(api.asked.length, 2);
    renewTo("second");
    assert.equal((await cluster.create(there)).metadata.uid, "u1");
    assert.equal(api.asked.length, 4);
  });
});

describe("what a server says", () => {
  const rows: readonly [string, Answer, { readonly code: string; readonly message: RegExp; readonly hint?: RegExp }][] =
    [
      [
        "403 of a role",
        status(
          403,
          "Forbidden",
          'pods is forbidden: User "ann" cannot create resource "pods" in API group "" in the namespace "shop"',
        ),
        {
          code: "E_CLUSTER_FORBIDDEN",
          message: /user "ann" may not create pods in namespace shop/,
          hint: /Role in shop .*resources: \["pods"\], verbs: \["create"\]/,
        },
      ],
      [
        "403 of a webhook",
        status(403, "Forbidden", 'admission webhook "vpod.kb.io" denied the request: no latency given'),
        { code: "E_CLUSTER_REJECTED", message: /no latency given/, hint: /vpod\.kb\.io/ },
      ],
      [
        "403 of a policy on pods",
        status(403, "Forbidden", 'pods "p" is forbidden: violates PodSecurity "restricted:latest": runAsNonRoot', {}),
        { code: "E_CLUSTER_REJECTED", message: /violates PodSecurity/ },
      ],
      [
        "403 in a namespace that ends",
        status(
          403,
          "Forbidden",
          'pods "p" is forbidden: unable to create new content in namespace shop because it is being terminated',
          {
            causes: [{ reason: "NamespaceTerminating", message: "namespace shop is being terminated" }],
          },
        ),
        { code: "E_CLUSTER_NAMESPACE_ENDING", message: /its namespace is being deleted/ },
      ],
      [
        "404",
        status(404, "NotFound", 'namespaces "shop" not found'),
        { code: "E_CLUSTER_NOT_FOUND", message: /"shop" not found/ },
      ],
      [
        "409 for one that is there",
        status(409, "AlreadyExists", 'pods "p" already exists'),
        { code: "E_CLUSTER_CONFLICT", message: /already exists/, hint: /recover/ },
      ],
      ["410", status(410, "Expired", "too old resource version"), { code: "E_CLUSTER_GONE", message: /too old/ }],
      [
        "422",
        status(422, "Invalid", 'Pod "p" is invalid', {
          causes: [{ field: "spec.containers", message: "Required value" }],
        }),
        { code: "E_CLUSTER_REJECTED", message: /is invalid/ },
      ],
      [
        "a proxy's page",
        (_, response) => void response.writeHead(418).end("<h1>teapot</h1>"),
        { code: "E_CLUSTER", message: /teapot/ },
      ],
    ];
  for (const [what, answer, expected] of rows) {
    test(`becomes an error of its own: ${what}`, async (context) => {
      const api = await startFakeApi(context);
      const { cluster } = await openFake(context, api);
      api.answer = answer;
      await assert.rejects(cluster.create(there), expected);
      assert.equal(api.asked.length, 1);
    });
  }

  test("names the field that it refuses", async (context) => {
    const api = await startFakeApi(context);
    const { cluster } = await openFake(context, api);
    for (const [answer, field] of [
      [status(422, "Invalid", "invalid", { causes: [{ field: "spec.delay", message: "wrong" }] }), "spec.delay"],
      [status(400, "BadRequest", 'strict decoding error: unknown field "spec.oops"'), "spec.oops"],
    ] as const) {
      api.answer = answer;
      await assert.rejects(cluster.create(there), (error: { problems: { field: string }[] }) => {
        assert.equal(error.problems[0]?.field, field);
        return true;
      });
    }
  });

  test("names the budget that refuses an eviction, and doesn't try again", async (context) => {
    const api = await startFakeApi(context);
    const { cluster } = await openFake(context, api);
    api.answer = status(429, "TooManyRequests", "Cannot evict pod as it would violate the pod's disruption budget.", {
      causes: [
        {
          reason: "DisruptionBudget",
          message: "The disruption budget pricing needs 2 healthy pods and has 2 currently",
        },
      ],
    });
    await assert.rejects(cluster.evict(pod, { uid: "u1" }), {
      code: "E_DISRUPTION_BUDGET",
      budget: "pricing",
      message: /could not evict Pod shop\/pricing-1: PodDisruptionBudget pricing refuses: .* needs 2 healthy pods/,
    });
    assert.equal(api.asked.length, 1);
  });
});

describe("deleting one life of an object", () => {
  const otherLife = status(409, "Conflict", "the UID in the precondition does not match");

  test("leaves alone one that came later", async (context) => {
    const api = await startFakeApi(context);
    const { cluster } = await openFake(context, api);
    api.answer = inTurn(otherLife, json(200, { ...there, metadata: { ...there.metadata, uid: "u2" } }));
    const before = api.asked.length;
    await cluster.delete(pod, { uid: "u1" });
    const methods = api.asked.slice(before).map(({ method }) => method);
    assert.deepEqual(methods, ["DELETE", "GET"]);
  });

  test("fails where it still is that one", async (context) => {
    const api = await startFakeApi(context);
    const { cluster } = await openFake(context, api);
    api.answer = inTurn(otherLife, json(200, there));
    await assert.rejects(cluster.delete(pod, { uid: "u1" }), { code: "E_CLUSTER_CONFLICT" });
  });
});

test("the server's clock shows in its answers", async (context) => {
  const api = await startFakeApi(context);
  const { cluster } = await openFake(context, api, { clock: new FakeClock() });
  assert.equal(cluster.clockSkewMs, 0);
  api.answer = json(200, there, { date: "Thu, 01 Jan 2026 00:05:00 GMT" });
  await cluster.get(pod);
  assert.equal(cluster.clockSkewMs, 300_500);
  api.answer = json(200, there, { date: "Thu, 01 Jan 2026 00:00:00 GMT" });
  await cluster.get(pod);
  assert.equal(cluster.clockSkewMs, 0);
});
