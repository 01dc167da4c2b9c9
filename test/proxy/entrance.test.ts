import assert from "node:assert/strict";
import { test } from "node:test";
import { Entrance } from "../../src/proxy/entrance.ts";
import { FakeClock } from "../support/fake-clock.ts";

test("no more than 64 KB are held while the protocol isn't known", () => {
  let passedBytes = 0;
  const sink = {
    data: ({ length }: Buffer) => {
      passedBytes += length;
    },
    end: () => undefined,
  };
  const entrance = new Entrance({
    clock: new FakeClock(),
    isTold: () => false,
    holdsAll: () => true,
    toCallee: () => sink,
    toCaller: () => sink,
    left: () => undefined,
  });
  entrance.fromCallee.data(Buffer.alloc(64 * 1024));
  assert.equal(passedBytes, 0);
  entrance.fromCallee.data(Buffer.alloc(1));
  assert.equal(passedBytes, 64 * 1024 + 1);
});
