import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { changedHeadersSchema } from "../../../src/faults/messages/changed-headers.ts";
import { setFieldsSchema } from "../../../src/proxy/messages/field-schemas.ts";

/** The longest that are taken: ten names of two characters, and their values. */
const most = Object.fromEntries(
  Array.from({ length: 10 }, (_, n) => [`h${n}`, "v".repeat(n === 0 ? 16_384 - 20 - 9 * 1636 : 1636)]),
);

test("headers that the proxy would refuse are refused before", () => {
  const more = { ...most, h0: `${most.h0}v` };
  for (const [headers, isTaken] of [
    [most, true],
    [more, false],
  ] as const) {
    assert.equal(setFieldsSchema.safeParse(headers).success, isTaken);
    assert.equal(changedHeadersSchema.safeParse(headers).success, isTaken);
  }
  const { error } = changedHeadersSchema.safeParse(more);
  assert.match(z.prettifyError(error ?? assert.fail()), /together can't be longer than 16384 characters/);
});
