import assert from "node:assert/strict";
import { test } from "node:test";
import type { Experiment } from "../../../src/files/experiment/experiment.ts";
import { externalCapabilities } from "../../../src/platforms/external/capabilities.ts";
import { survey } from "../../../src/platforms/external/survey.ts";
import { foreignToxiproxy } from "../../support/foreign-toxiproxy.ts";
import { serve } from "../../support/serve.ts";

test("a load of commands is refused where nothing says where its service is, or that is at an https URL", async () => {
  const surveyed = (kind: string, url: string | undefined) => {
    const services = { cache: url === undefined ? {} : { url } };
    const loads = [{ name: "carts", requests: [], command: { kind, service: "cache" } }];
    const system = { external: { services, edges: [], proxies: [] } };
    const rest = { faults: [], steadyState: [], abort: [], expect: [] };
    return survey({ name: "carts", system, loads, ...rest } as unknown as Experiment);
  };
  const refused = (message: string) => ({ code: "E_EXTERNAL_SYSTEM", message });
  await assert.rejects(surveyed("redis", undefined), refused("nothing says where cache is, which a load calls"));
  const inPlainText = "the load carts sends redis without TLS, and cache is at an https URL";
  await assert.rejects(surveyed("redis", "https://127.0.0.1:6379"), refused(inPlainText));
  assert.ok(await surveyed("redis", "http://127.0.0.1:6379"));
  assert.ok(await surveyed("grpc", "https://127.0.0.1:8443"));
});

test("faults on messages can be put into a proxy of brownout's that is there, and not into Toxiproxy", async (context) => {
  const proxy = { name: "web-db", listen: "127.0.0.1:0", upstream: "127.0.0.1:9" };
  const ours = await foreignToxiproxy(context, proxy);
  const stock = await serve(context, (request, response) => {
    response.writeHead(request.url === "/proxies" ? 200 : 404);
    response.end(request.url === "/proxies" ? JSON.stringify({ "web-db": proxy }) : "404 page not found");
  });
  const on = { kind: "edge", caller: "web", callee: "db" } as const;
  const faults = ["http-status", "latency"].map((type) => ({ id: type, type, on, params: { latency: [[0.5, 9]] } }));
  const can = async (toxiproxy: string) => {
    const system = { external: { services: {}, edges: [], proxies: [], toxiproxy } };
    const experiment = { name: "x", system, loads: [], faults, steadyState: [], abort: [], expect: [] };
    const found = await survey(experiment as unknown as Experiment);
    const { refused = {}, faults: kinds } = externalCapabilities(found, experiment as unknown as Experiment);
    return [kinds["http-status"]?.can, ...Object.keys(refused)];
  };
  assert.deepEqual(await can(ours), [true]);
  assert.deepEqual(await can(`http://${stock}`), [false, "http-status", "latency"]);
});
