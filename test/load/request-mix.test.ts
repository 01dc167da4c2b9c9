import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ResolvedRequest } from "../../src/load/load.ts";
import { RequestMix } from "../../src/load/request-mix.ts";
import { UsageError } from "../../src/values/errors.ts";
import { seededRandom } from "../../src/values/random/random.ts";
import { get } from "./get.ts";

function paths(requests: readonly ResolvedRequest[], count: number, seed = 1): string[] {
  const mix = new RequestMix(requests, seededRandom(seed), seededRandom(seed + 1));
  return Array.from({ length: count }, () => mix.next().path);
}

describe("a mix of requests", () => {
  it("is the same again with the same seed", () => {
    const requests = [get("http://a/{{uuid}}", { weight: 2 }), get("http://a/b")];
    assert.deepEqual(paths(requests, 50), paths(requests, 50));
    assert.notDeepEqual(paths(requests, 50), paths(requests, 50, 2));
  });

  it("doesn't depend on what the templates draw", () => {
    const which = (url: string) => paths([get(url), get("http://a/b")], 50).map((path) => path === "/b");
    assert.deepEqual(which("http://a/static"), which("http://a/{{uuid}}/{{int 1 9}}"));
  });

  it("takes replicas in turn", () => {
    const mix = new RequestMix([get("", { urls: ["http://a/", "http://b/"] })], seededRandom(1), seededRandom(1));
    assert.deepEqual(
      Array.from({ length: 4 }, () => mix.next().origin),
      ["http://a", "http://b", "http://a", "http://b"],
    );
  });

  it("encodes what a URL can't hold and keeps the query", () => {
    assert.deepEqual(paths([get("http://a:81/x y/é?q=a b#part")], 1), ["/x%20y/%C3%A9?q=a%20b"]);
  });

  it("has a body of null where there is none, and an empty header stays", () => {
    const mix = new RequestMix([get("http://a", { headers: { "x-empty": "" } })], seededRandom(1), seededRandom(1));
    assert.deepEqual(mix.next(), {
      origin: "http://a",
      path: "/",
      method: "GET",
      headers: { "x-empty": "" },
      body: null,
    });
  });

  for (const request of [get("nonsense"), get("http://a/{{nope}}"), get("http://a/", { body: "{{" })]) {
    it(`refuses ${request.urls[0]} ${request.body ?? ""} before anything is sent`, () => {
      assert.throws(() => new RequestMix([request], seededRandom(1), seededRandom(1)), UsageError);
    });
  }
});
