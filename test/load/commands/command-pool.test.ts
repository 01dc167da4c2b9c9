import assert from "node:assert/strict";
import { test } from "node:test";
import { CommandPool } from "../../../src/load/commands/command-pool.ts";

/** A pool of two connections that never connect, with those that it opened and those that it closed. */
function makePool() {
  const opened: { address: string; isOpen: boolean }[] = [];
  const closed: unknown[] = [];
  const pool = new CommandPool(2, ["a:1", "b:1"], (address) => {
    const connection = {
      address,
      isOpen: true,
      send: () => assert.fail("nothing is sent"),
      close: () => void closed.push(connection),
    };
    opened.push(connection);
    return connection;
  });
  return { pool, opened, closed };
}

test("a pool opens so many at most, at its addresses in turn, and gives the one that was used last", () => {
  const { pool, opened } = makePool();
  const [first, second] = [pool.take(), pool.take()];
  assert.deepEqual(
    opened.map(({ address }) => address),
    ["a:1", "b:1"],
  );
  assert.equal(pool.take(), undefined);
  for (const one of [first, second]) if (one) pool.giveBack(one);
  assert.deepEqual([pool.take(), pool.take(), pool.take()], [second, first, undefined]);
});

test("a pool opens another in place of one that ended while it was idle, or that was discarded", () => {
  const { pool, opened, closed } = makePool();
  const [first, second] = [pool.take(), pool.take()];
  assert.ok(first && second);
  pool.giveBack(first);
  Object.assign(first, { isOpen: false });
  const third = pool.take();
  assert.deepEqual([closed, opened.length], [[first], 3]);
  pool.discard(second);
  pool.discard(second);
  assert.ok(third && pool.take());
  assert.deepEqual([closed, opened.length, pool.take()], [[first, second], 4, undefined]);
  pool.discardAll();
  assert.equal(closed.length, 4);
  pool.giveBack(third);
  assert.notEqual(pool.take(), third, "it is closed");
});
