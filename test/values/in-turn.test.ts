import assert from "node:assert/strict";
import { test } from "node:test";
import { InTurn } from "../../src/values/in-turn.ts";

test("each change runs when those before it have ended, of which one may have failed", async () => {
  const changes = new InTurn();
  const said: string[] = [];
  const first = Promise.withResolvers<void>();
  const change = (name: string, until?: Promise<void>) => async () => {
    said.push(`${name} begins`);
    await until;
    said.push(`${name} ends`);
    return name;
  };
  const failing = changes.run(change("a", first.promise));
  const next = changes.run(change("b"));
  first.reject(new Error("no"));
  await assert.rejects(failing, /no/);
  assert.equal(await next, "b");
  assert.deepEqual(said, ["a begins", "b begins", "b ends"]);
});
