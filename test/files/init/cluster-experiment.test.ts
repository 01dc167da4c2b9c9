import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { clusterDraft } from "../../../src/files/init/cluster-experiment.ts";
import { experimentText } from "../../../src/files/init/experiment-words.ts";
import { parse } from "../experiment/stand-ins.ts";

/** An experiment on services with these numbers of pods; those in capitals have no Kubernetes Service. */
function made(pods: Readonly<Record<string, number>>, edges: readonly string[]) {
  const services = Object.entries(pods).map(([name, count]) => ({
    name,
    pods: count,
    isReachable: name === name.toLowerCase(),
  }));
  const pairs = edges.map((edge) => {
    const [caller = "", callee = ""] = edge.split(" -> ");
    return { caller, callee };
  });
  const { words } = clusterDraft({ context: "staging", namespace: "shop", services, edges: pairs });
  return { name: words.name, text: experimentText(words) };
}

describe("a first experiment on a namespace", () => {
  test("kills a pod of what people depend on, where it has several", () => {
    const { name, text } = made({ db: 1, api: 2, web: 1, job: 1 }, ["web -> api", "api -> db"]);
    const experiment = parse(text);
    assert.equal(name, "kill-api");
    assert.deepEqual(experiment.faults[0]?.on, { kind: "service", service: "api" });
    assert.equal(experiment.loads[0]?.requests[0]?.service, "web");
    assert.equal(experiment.system.kubernetes?.namespace, "shop");
  });

  test("kills a pod of the only service, where there are no edges", () => {
    assert.equal(made({ web: 1 }, []).name, "kill-web");
    assert.equal(made({ a: 1, b: 1 }, ["a -> b", "b -> a"]).name, "kill-b");
  });

  test("is refused where no load could reach anything", () => {
    assert.throws(() => made({ WORKER: 1, web: 0 }, []), {
      exitCode: 64,
      message: /no service in namespace shop of context staging can be reached/,
    });
  });
});
