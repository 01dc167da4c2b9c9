import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { ComposeService } from "../../../src/files/compose-file/compose-file.ts";
import type { ComposeProject } from "../../../src/platforms/compose/compose-project.ts";
import { proxiedEdges } from "../../../src/platforms/compose/proxied-edges.ts";
import { edgeName } from "../../../src/values/edge-name.ts";

function service(name: string, given: Partial<ComposeService> = {}): ComposeService {
  const none = { ports: [], publishedPorts: [], dependsOn: [], networks: ["default"], files: [], command: [] };
  const texts = { entrypoint: [], texts: [], networkMode: undefined, replicaNames: [] };
  const environment = new Map<string, string>();
  return {
    name,
    image: undefined,
    isBuilt: true,
    replicas: 1,
    hostNames: [name],
    environment,
    ...none,
    ...texts,
    ...given,
  };
}

const toxiproxy = service("toxiproxy", { hostNames: ["toxiproxy", "chaos"] });

function edgesOf(services: readonly ComposeService[], name: string, listen: string, upstream: string) {
  const project: ComposeProject = {
    name: "shop",
    args: [],
    services: [...services, toxiproxy],
    internalNetworks: [],
    inactive: [],
  };
  return proxiedEdges(project, toxiproxy, [{ name, listen, upstream, enabled: true, toxics: [] }]).map(({ edge }) =>
    edgeName(edge),
  );
}

describe("the edges that run through a proxy", () => {
  test("lead from who is told of its address to whom it leads to, whatever its name", () => {
    const web = service("web", { environment: new Map([["API", "http://toxiproxy:20001/v1"]]) });
    const job = service("job", { command: ["--api", "chaos:20001"] });
    const api = service("api", { hostNames: ["api", "api.internal"] });
    assert.deepEqual(edgesOf([web, job, api], "whatever", "[::]:20001", "api.internal:80"), [
      "web -> api",
      "job -> api",
    ]);
  });

  test("aren't seen in an address that only looks like it", () => {
    const environment = new Map(
      Object.entries({ A: "toxiproxy:200011", B: "not-toxiproxy:20001", C: "toxiproxy:2000" }),
    );
    assert.deepEqual(edgesOf([service("web", { environment }), service("api")], "x", "0.0.0.0:20001", "api:80"), []);
  });

  for (const between of ["-", ".", "_", "->"]) {
    test(`are told by a name with ${between} where nobody is told of the address`, () => {
      const services = [service("order"), service("order-history"), service("db")];
      assert.deepEqual(edgesOf(services, `order-history${between}db`, "0.0.0.0:1", "db:80"), ["order-history -> db"]);
    });
  }

  test("need a callee of the project", () => {
    const web = service("web", { environment: new Map([["API", "http://toxiproxy:20001"]]) });
    assert.deepEqual(edgesOf([web], "web-api", "0.0.0.0:20001", "api.example.com:443"), []);
  });
});
