import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { faultKinds } from "../../../src/faults/kinds.ts";
import { harderThan, SIZED_FAULTS } from "../../../src/judge/gameday/harder-fault.ts";

const INPUTS: Readonly<Record<string, string | number>> = { rate: "100KB/s", loss: "5%", share: "5%", limit: 0.5 };

test("every size is of a key that its kind of fault has, and what is written can be read back", () => {
  for (const [type, [key]] of Object.entries(SIZED_FAULTS)) {
    const shape = faultKinds.find((kind) => kind.type === type)?.params.shape;
    assert.ok(shape?.[key], `${type} has no ${key}`);
    const schema = shape[key];
    const read = (input: unknown) => z.parse(schema, input) as number;
    const value = read(INPUTS[key] ?? "300ms");
    const harder = harderThan({ type, params: { [key]: value } });
    assert.ok(harder, type);
    const written = type === "cpu" ? Number(harder.to) : harder.to;
    const factor = read(written) / value;
    assert.equal(factor, key === "rate" || type === "cpu" ? 0.5 : 2, `${type}: ${harder.from} to ${harder.to}`);
  }
});

test("what has no size, or none that is harder, has no next one", () => {
  assert.equal(harderThan({ type: "kill", params: {} }), undefined);
  assert.equal(harderThan({ type: "packet-loss", params: { loss: 1 } }), undefined);
  assert.equal(harderThan({ type: "bandwidth", params: { rate: 1000 } }), undefined);
  assert.equal(harderThan({ type: "latency", params: "of another version" }), undefined);
  assert.equal(harderThan({ type: "constructor", params: { name: 1 } }), undefined);
  assert.equal(harderThan({ type: "packet-loss", params: { loss: 0.7 } })?.to, "100%");
});
