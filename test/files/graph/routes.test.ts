import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { parseTemplate, RequestValues, renderTemplate } from "../../../src/files/experiment/template.ts";
import { PROBE_ROUTES } from "../../../src/files/graph/demo-service.ts";
import type { GraphService } from "../../../src/files/graph/graph.ts";
import { routesTaken } from "../../../src/files/graph/routes.ts";
import { seededRandom } from "../../../src/values/random/random.ts";

function serviceWith(...routes: readonly string[]): GraphService {
  const behaviour = {
    pool: { workers: 1, queue: 1 },
    keepAlive: true,
    routes: Object.fromEntries(routes.map((route) => [route, { steps: [] }])),
    dependencies: {},
  };
  return { name: "shop", replicas: 1, behaviour };
}

const piece = fc.oneof(
  fc.stringMatching(/^[a-z.+*()|$-]{1,6}$/),
  fc.constantFrom("{{id}}", "{{uuid}}", "{{counter}}", "{{int -3 12}}"),
);
const path = fc.array(piece, { minLength: 1, maxLength: 5 }).map((pieces) => `/${pieces.join("/")}`);

describe("routes that a request takes", () => {
  test("are those that its path can become, and no other", () => {
    fc.assert(
      fc.property(path, fc.integer({ min: 1 }), fc.constantFrom("", "?page={{int 1 9}}"), (template, seed, query) => {
        const parsed = parseTemplate(template);
        assert.ok(parsed.ok);
        const one = renderTemplate(parsed.parts, new RequestValues(seededRandom(seed), seed));
        const service = serviceWith(`GET ${one}`, `POST ${one}`, `GET ${one}/more`, `GET /x${one}`);
        const taken = routesTaken(service, "GET", template + query)?.filter((route) => !PROBE_ROUTES.includes(route));
        assert.deepEqual(taken, [`GET ${one}`]);
      }),
    );
  });

  test("aren't known of a service without any, or that a platform found", () => {
    assert.equal(routesTaken(serviceWith(), "GET", "/"), undefined);
    assert.equal(routesTaken({ name: "shop", replicas: 1 }, "GET", "/"), undefined);
  });
});
