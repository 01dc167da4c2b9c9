import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { dump } from "js-yaml";
import { findCluster } from "../../../src/clients/cluster/find-cluster.ts";
import { chooseContext, readKubeconfig } from "../../../src/clients/cluster/kubeconfig.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { json, openFake, startFakeApi } from "./fake-api.ts";

const context = (name: string, cluster = "c", namespace?: string) => ({
  name,
  context: { cluster, user: "u", namespace },
});
const cluster = (name: string, server: string) => ({ name, cluster: { server } });

async function files(test: TestContext, ...contents: readonly object[]): Promise<string[]> {
  const folder = await temporaryFolder(test);
  return Promise.all(
    contents.map(async (content, at) => {
      const path = join(folder, `config-${at}`);
      await writeFile(path, typeof content === "string" ? content : dump(content));
      return path;
    }),
  );
}

describe("several kubeconfig files", () => {
  test("come to one, where the first that says something counts", async (context_) => {
    const paths = await files(
      context_,
      { contexts: [context("one")], clusters: [cluster("c", "https://first")] },
      { "current-context": "two", contexts: [context("two", "c", "shop")], clusters: [cluster("c", "https://second")] },
      { "current-context": "one" },
    );
    const all = readKubeconfig(paths);
    assert.deepEqual(chooseContext(all), { name: "two", server: "https://first", namespace: "shop" });
    assert.deepEqual(chooseContext(all, "one"), { name: "one", server: "https://first", namespace: "default" });
    assert.deepEqual(findCluster({ KUBECONFIG: [...paths, "/nowhere"].join(delimiter) }), {
      kubeconfig: paths,
      context: "two",
    });
  });

  test("have paths relative to themselves", async (context_) => {
    const [path = ""] = await files(context_, {
      clusters: [{ name: "c", cluster: { server: "https://x", "certificate-authority": "ca.crt" } }],
      users: [
        { name: "u", user: { "client-key": "/abs/key", exec: { command: "./plugin" } } },
        { name: "w", user: { exec: { command: "aws" } } },
      ],
    });
    const { clusters, users } = readKubeconfig([path]);
    assert.equal(clusters[0]?.cluster["certificate-authority"], join(path, "../ca.crt"));
    assert.deepEqual(
      users.map(({ user }) => [user?.["client-key"], (user?.exec as { command?: string } | undefined)?.command]),
      [
        ["/abs/key", join(path, "../plugin")],
        [undefined, "aws"],
      ],
    );
  });
});

describe("a kubeconfig that doesn't help", () => {
  test("says which contexts there are", async (context_) => {
    const [path = ""] = await files(context_, {
      contexts: [context("dev"), context("staging")],
      clusters: [cluster("c", "https://x")],
    });
    assert.throws(() => findCluster({ KUBECONFIG: path }, "prod"), {
      code: "E_NO_CONTEXT",
      exitCode: 64,
      message: 'there is no context "prod" in the kubeconfig',
      hint: /dev, staging/,
    });
    assert.throws(() => findCluster({ KUBECONFIG: path }), { code: "E_NO_CONTEXT", message: /no current context/ });
  });

  test("says that its cluster isn't there", async (context_) => {
    const [path = ""] = await files(context_, { contexts: [context("dev", "gone")] });
    assert.throws(() => findCluster({ KUBECONFIG: path }, "dev"), {
      code: "E_NO_CONTEXT",
      message: /cluster "gone", which has no server/,
    });
  });

  for (const [what, content] of [
    ["that isn't YAML", "a: [" as unknown as object],
    ["that is something else", { contexts: "none" }],
  ] as const) {
    test(`is named where it is a file ${what}`, async (context_) => {
      const [path = ""] = await files(context_, content);
      assert.throws(() => findCluster({ KUBECONFIG: path }), { code: "E_KUBECONFIG", message: new RegExp(path) });
    });
  }

  test("isn't there at all", async (context_) => {
    const HOME = await temporaryFolder(context_);
    assert.throws(() => findCluster({ HOME }), {
      code: "E_NO_KUBECONFIG",
      message: /no KUBECONFIG, no .*config, and this isn't a pod/,
    });
    assert.throws(() => findCluster({ HOME, KUBECONFIG: "/nowhere" }), {
      code: "E_NO_KUBECONFIG",
      message: /none of the files of KUBECONFIG/,
    });
  });

  test("is looked for at home", async (context_) => {
    const HOME = await temporaryFolder(context_);
    await mkdir(join(HOME, ".kube"));
    const path = join(HOME, ".kube", "config");
    await writeFile(
      path,
      dump({ "current-context": "x", contexts: [context("x")], clusters: [cluster("c", "https://x")] }),
    );
    assert.deepEqual(findCluster({ HOME }), { kubeconfig: [path], context: "x" });
  });
});

describe("credentials", () => {
  const node = process.execPath;
  const plugin = `
    const { apiVersion, kind } = JSON.parse(process.env.KUBERNETES_EXEC_INFO);
    console.log(JSON.stringify({ apiVersion, kind, status: { token: apiVersion.endsWith("/v1") ? "the-one" : "" } }));
  `;
  const users: Readonly<Record<string, (folder: string) => object>> = {
    "a token": () => ({ token: "the-one" }),
    "a file with a token, which counts before a token": (folder) => ({
      tokenFile: join(folder, "token"),
      token: "other",
    }),
    "an exec plugin, which is told how to answer": () => ({
      exec: { apiVersion: "client.authentication.k8s.io/v1", command: node, args: ["-e", plugin], env: null },
    }),
  };
  for (const [what, user] of Object.entries(users)) {
    test(`come from ${what}`, async (context_) => {
      const api = await startFakeApi(context_);
      const folder = await temporaryFolder(context_);
      await writeFile(join(folder, "token"), "the-one\n");
      const { cluster: opened } = await openFake(context_, api, { user: user(folder) });
      api.answer = json(200, { gitVersion: "v1.33.0" });
      assert.equal(await opened.version(), "v1.33.0");
      assert.equal(api.asked[0]?.headers.authorization, "Bearer the-one");
    });
  }

  test("that a plugin can't give are an error with its words", async (context_) => {
    const api = await startFakeApi(context_);
    const exec = { command: node, args: ["-e", "console.error('session expired, run: sso login'); process.exit(1)"] };
    const { cluster: opened } = await openFake(context_, api, { user: { exec } });
    await assert.rejects(opened.version(), {
      code: "E_CLUSTER_CREDENTIALS",
      message: /context "fake": session expired, run: sso login/,
    });
    assert.equal(api.asked.length, 0);
  });
});
