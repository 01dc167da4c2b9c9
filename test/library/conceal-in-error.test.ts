import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { concealer } from "../../src/files/experiment/concealer.ts";
import { concealInError } from "../../src/library/conceal-in-error.ts";
import { UsageError } from "../../src/values/errors.ts";

test("takes a value out of all of an error that whoever catches it may print", () => {
  const cause = new Error("401 for hunter2hunter2");
  const error = new UsageError({ message: "hunter2hunter2 is refused", hint: "try other than hunter2hunter2", cause });
  const concealed = concealInError(error, concealer([{ name: "TOKEN", value: "hunter2hunter2" }]));
  assert.equal(concealed, error);
  assert.equal(error.message, `\${TOKEN} is refused`);
  assert.equal(error.hint, `try other than \${TOKEN}`);
  assert.doesNotMatch(inspect(error), /hunter2/);
});

test("takes it out of causes that give their message themselves, that are several, and that go in a circle", () => {
  const timeout = new DOMException("hunter2hunter2 was too slow", "TimeoutError");
  const error = new Error("no answer", { cause: timeout });
  Object.assign(timeout, { cause: new AggregateError([error, new Error("hunter2hunter2 hung up")], "two") });
  concealInError(error, concealer([{ name: "TOKEN", value: "hunter2hunter2" }]));
  assert.equal(timeout.message, `\${TOKEN} was too slow`);
  assert.doesNotMatch(inspect(error, { depth: 9 }), /hunter2/);
});
