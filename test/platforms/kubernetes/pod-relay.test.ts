import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { describe, it, type TestContext } from "node:test";
import type { OnForwardTrouble } from "../../../src/clients/cluster/cluster.ts";
import type { Pod } from "../../../src/clients/cluster/pod.ts";
import { httpGet } from "../../../src/platforms/http-get.ts";
import type { NamespaceView } from "../../../src/platforms/kubernetes/namespace-view.ts";
import { type RelayOptions, relayToPod } from "../../../src/platforms/kubernetes/pod-relay.ts";
import { readyPod } from "../../support/ready-pod.ts";

const ready = (name: string): Pod => readyPod({ name, uid: `uid of ${name}` });

/** A relay to pods of which each answers with its name, as often as connections come. */
async function relayOver(context: TestContext, pods: Pod[], cannot: readonly string[] = []) {
  const end = new AbortController();
  context.after(() => end.abort());
  const forwarded: string[] = [];
  const troubles: string[] = [];
  const options = {
    namespace: "shop",
    workload: {},
    port: 8080,
    view: { podsOf: () => pods } as unknown as NamespaceView,
    cluster: {
      async forward({ name }: { name: string }, _port: number, _signal: AbortSignal, onTrouble: OnForwardTrouble) {
        forwarded.push(name);
        if (cannot.includes(name)) throw new Error("no such pod");
        const server = createServer((socket) => {
          if (name.startsWith("broken by ")) {
            onTrouble(new Error(name), name === "broken by its way" ? "way" : "pod");
            return void socket.destroy();
          }
          socket.end(`HTTP/1.1 200 OK\r\ncontent-length: ${name.length}\r\nconnection: close\r\n\r\n${name}`);
        });
        server.listen(0, "127.0.0.1");
        await once(server, "listening");
        end.signal.addEventListener("abort", () => server.close());
        return { port: (server.address() as AddressInfo).port };
      },
    },
    onTrouble: ({ message }: Error) => troubles.push(message),
  } as unknown as RelayOptions;
  const { port } = await relayToPod(options, end.signal);
  const ask = async () => (await httpGet(`http://127.0.0.1:${port}/`, AbortSignal.timeout(5000))).body;
  return { ask, forwarded, troubles, end };
}

describe("a relay to pods", () => {
  it("stays with one ready pod, and forwards a port of it once", async (context) => {
    const { ask, forwarded } = await relayOver(context, [
      { ...ready("starting"), isReady: false },
      ready("a"),
      ready("b"),
    ]);
    assert.deepEqual([await ask(), await ask()], ["a", "a"]);
    assert.deepEqual(forwarded, ["a"]);
  });

  it("goes on with another pod when that one is gone, ends or is no longer ready", async (context) => {
    const pods = [ready("a"), ready("b"), ready("c"), ready("d")];
    const { ask } = await relayOver(context, pods);
    const answers = [await ask()];
    pods.shift();
    answers.push(await ask());
    pods[0] = { ...ready("b"), isEnding: true };
    answers.push(await ask());
    pods[1] = { ...ready("c"), isReady: false };
    answers.push(await ask());
    assert.deepEqual(answers, ["a", "b", "c", "d"]);
  });

  it("resets connections while no pod is ready, and takes them again when one is", async (context) => {
    const pods: Pod[] = [];
    const { ask } = await relayOver(context, pods);
    await assert.rejects(ask(), { code: "ECONNRESET" });
    pods.push(ready("a"));
    assert.equal(await ask(), "a");
  });

  it("tries anew after a forward that failed", async (context) => {
    const { ask, forwarded, troubles } = await relayOver(context, [ready("a")], ["a"]);
    await assert.rejects(ask(), { code: "ECONNRESET" });
    await assert.rejects(ask(), { code: "ECONNRESET" });
    assert.deepEqual(forwarded, ["a", "a"]);
    assert.deepEqual(troubles, ["no such pod", "no such pod"]);
  });

  it("tells what the way broke, and not what the pod did", async (context) => {
    const { ask, troubles } = await relayOver(context, [ready("broken by its way")]);
    await assert.rejects(ask());
    assert.deepEqual(troubles, ["broken by its way"]);
    const other = await relayOver(context, [ready("broken by itself")]);
    await assert.rejects(other.ask());
    assert.deepEqual(other.troubles, []);
  });

  it("ends with its signal", async (context) => {
    const { ask, end } = await relayOver(context, [ready("a")]);
    await ask();
    end.abort();
    await assert.rejects(ask(), { code: "ECONNREFUSED" });
  });
});
