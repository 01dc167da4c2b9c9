import assert from "node:assert/strict";
import { test } from "node:test";
import { needOf } from "./needs.ts";
import { withoutPrograms } from "./without-programs.ts";

test("a program that isn't there is the reason to skip, and an error where none may be missing", (context) => {
  const before = process.env.BROWNOUT_REQUIRE_PROGRAMS;
  context.after(() => {
    if (before === undefined) delete process.env.BROWNOUT_REQUIRE_PROGRAMS;
    else process.env.BROWNOUT_REQUIRE_PROGRAMS = before;
  });
  process.env.BROWNOUT_REQUIRE_PROGRAMS = "0";
  assert.equal(withoutPrograms("sh"), false);
  const reason = withoutPrograms("sh", "nobodys-program", "nor-theirs");
  assert.match(String(reason), /nobodys-program, nor-theirs not installed$/);
  assert.equal(needOf(String(reason)), "programs");

  process.env.BROWNOUT_REQUIRE_PROGRAMS = "1";
  assert.equal(withoutPrograms("sh"), false);
  assert.throws(() => withoutPrograms("sh", "nobodys-program"), /nobodys-program not installed/);
});
