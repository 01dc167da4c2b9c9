import assert from "node:assert/strict";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { get } from "node:https";
import type { TestContext } from "node:test";
import { load } from "js-yaml";
import { DEMO_SERVICE_IMAGE } from "../../../src/values/images.ts";
import { ApiFaultProxy } from "../api-proxy/api-fault-proxy.ts";
import { readServer } from "../api-proxy/kubeconfig-file.ts";
import { kubectl, testNamespace, withoutCluster } from "../namespace.ts";
import { testsNeeding } from "../needs.ts";

const { describe, test } = testsNeeding(withoutCluster);

async function open(context: TestContext) {
  const proxy = await ApiFaultProxy.start(context, process.env.KUBECONFIG ?? "");
  const namespace = await testNamespace(context);
  const through = (...args: readonly string[]) =>
    kubectl(["--kubeconfig", proxy.kubeconfigPath, "--namespace", namespace, ...args]);
  return { proxy, namespace, through };
}

/** An answer as it comes over the wire. */
async function ask({ kubeconfigPath }: ApiFaultProxy, path: string): Promise<IncomingMessage> {
  const { url, ca } = await readServer(kubeconfigPath);
  const config = load(await readFile(kubeconfigPath, "utf8")) as { users: { user: { token: string } }[] };
  const headers = { authorization: `Bearer ${config.users[0]?.user.token}` };
  const [answer] = await once(get(new URL(path, url), { ca, headers, agent: false }), "response");
  return answer;
}

describe("the API server behind a fault proxy", () => {
  test("answers as without it, and what was asked is counted", async (context) => {
    const { proxy, through } = await open(context);
    await through("create", "configmap", "seen");
    assert.equal(await through("get", "configmap", "seen", "--output", "name"), "configmap/seen");
    assert.equal(
      proxy.count(({ verb, resource }) => verb === "create" && resource === "configmaps"),
      1,
    );
    assert.equal(
      proxy.count(({ verb, name }) => verb === "get" && name === "seen"),
      1,
    );
  });

  test("refuses the requests that a rule names, as often as it says", async (context) => {
    const { proxy, through } = await open(context);
    proxy.add({
      when: ({ verb }) => verb === "create",
      fault: { do: "refuse", status: 403, reason: "Forbidden", message: "no right to make that" },
      times: 1,
    });
    await assert.rejects(through("create", "configmap", "refused"), /no right to make that/);
    await through("create", "configmap", "refused");
  });

  test("refuses until a rule is taken away", async (context) => {
    const { proxy, through } = await open(context);
    const takeAway = proxy.add({ when: () => true, fault: { do: "refuse", status: 401, reason: "Unauthorized" } });
    await assert.rejects(through("get", "pods"), /Unauthorized|logged in/);
    takeAway();
    await through("get", "pods");
  });

  test("asks to come back later, which kubectl does", async (context) => {
    const { proxy, through } = await open(context);
    const pods = ({ resource }: { readonly resource?: string }) => resource === "pods";
    const fault = { do: "refuse", status: 429, reason: "TooManyRequests", retryAfterS: 1 } as const;
    proxy.add({ when: pods, fault, times: 1 });
    await through("get", "pods");
    assert.equal(proxy.count(pods), 2);
  });

  test("expires a watch at its first event", async (context) => {
    const { proxy, namespace } = await open(context);
    proxy.add({ when: ({ verb }) => verb === "watch", fault: { do: "expire-watch" } });
    const answer = await ask(proxy, `/api/v1/namespaces/${namespace}/pods?watch=1`);
    const event = JSON.parse((await answer.toArray()).join(""));
    assert.equal(`${answer.statusCode} ${event.type} ${event.object.code}`, "200 ERROR 410");
  });

  test("loses the answer to something that it did", async (context) => {
    const { proxy, namespace, through } = await open(context);
    proxy.add({ when: ({ verb }) => verb === "create", fault: { do: "lose-answer" }, times: 1 });
    await assert.rejects(through("create", "configmap", "made"));
    assert.equal(
      await kubectl(["--namespace", namespace, "get", "configmap", "made", "--output", "name"]),
      "configmap/made",
    );
  });

  test("is slow", async (context) => {
    const { proxy } = await open(context);
    proxy.add({ when: ({ path }) => path === "/version", fault: { do: "delay", delayMs: 300 } });
    const began = performance.now();
    const { statusCode } = await ask(proxy, "/version");
    assert.equal(statusCode, 200);
    assert.ok(performance.now() - began >= 299);
  });

  test("goes away with every watch, and comes back", async (context) => {
    const { proxy, namespace, through } = await open(context);
    const watch = await ask(proxy, `/api/v1/namespaces/${namespace}/pods?watch=1`);
    const broken = assert.rejects(watch.toArray(), { code: "ECONNRESET" });
    await proxy.goAway();
    await broken;
    await assert.rejects(through("get", "pods"), /refused/);
    await proxy.comeBack();
    await through("get", "pods");
  });

  test("has a clock of its own", async (context) => {
    const { proxy } = await open(context);
    proxy.clockAheadMs = 3_600_000;
    const { headers } = await ask(proxy, "/version");
    const aheadMs = Date.parse(headers.date ?? "") - Date.now();
    assert.ok(aheadMs > 3_500_000 && aheadMs <= 3_600_000, `${aheadMs} ms`);
  });

  test("lets connections into pods through", async (context) => {
    const { through } = await open(context);
    await through("run", "idle", `--image=${DEMO_SERVICE_IMAGE}`, "--restart=Never", "--", "sleep", "600");
    await through("wait", "--for=condition=Ready", "--timeout=30s", "pod/idle");
    assert.equal(await through("exec", "idle", "--", "echo", "hello"), "hello");
    await through("delete", "pod", "idle", "--now", "--wait=false");
  });
});
