import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { TakeSource } from "../../../src/files/experiment/steps.ts";
import { Answer } from "../../../src/load/answer.ts";
import { isOfBody, valueTaker } from "../../../src/load/visits/take-value.ts";

const BODY = '{"auth": {"token": "t", "ids": [7, null]}, "page": "csrf=c1"}';

const sources: readonly (readonly [TakeSource, string | undefined])[] = [
  [{ kind: "header", header: "x-place" }, "here"],
  [{ kind: "json", pointer: "/auth/token" }, "t"],
  [{ kind: "json", pointer: "/auth/ids/0" }, "7"],
  [{ kind: "json", pointer: "/auth/ids/1" }, undefined],
  [{ kind: "json", pointer: "/auth" }, undefined],
  [{ kind: "regex", pattern: "csrf=(\\w+)" }, "c1"],
  [{ kind: "regex", pattern: "csrf=\\w+" }, "csrf=c1"],
];

/** An answer that came in two pieces. */
function answerWith(keepsBody: boolean): Answer {
  const answer = new Answer(keepsBody);
  answer.headers = { "x-place": "here" };
  for (const piece of [BODY.slice(0, 9), BODY.slice(9)]) answer.add(Buffer.from(piece));
  return answer;
}

describe("what a step takes of its answer", () => {
  for (const [from, expected] of sources) {
    it(`is ${expected} by ${JSON.stringify(from)}`, () => {
      const source = { name: "a", from };
      assert.equal(valueTaker(source).take(answerWith(isOfBody(source))), expected);
    });
  }

  it("is the same by the same expression, whatever the answer before had", () => {
    const { take } = valueTaker({ name: "a", from: { kind: "regex", pattern: "c\\d" } });
    assert.deepEqual(
      [1, 2].map(() => take(answerWith(true))),
      ["c1", "c1"],
    );
  });

  it("has no need of a body that nothing is taken from, which isn't kept", () => {
    assert.equal(isOfBody({ name: "a", from: { kind: "header", header: "x-place" } }), false);
    assert.equal(answerWith(false).text(), "");
    assert.equal(answerWith(true).text(), BODY);
  });
});
