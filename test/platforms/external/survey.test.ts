import assert from "node:assert/strict";
import { test } from "node:test";
import type { Experiment } from "../../../src/files/experiment/experiment.ts";
import { survey } from "../../../src/platforms/external/survey.ts";

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
