import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { brownoutHere } from "../support/brownout-here.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const options = { timeout: 60_000 };
const pair = fileURLToPath(new URL("../../fixtures/graphs/pair.yaml", import.meta.url));
const checkout = fileURLToPath(new URL("../../fixtures/graphs/checkout.yaml", import.meta.url));

const right = `name: mistaken
system: { graph: ${pair} }
load: { users: { request: GET front/, rate: 400/s } }
phases: { baseline: 2s, fault: 2s, recovery: 2s }
steady-state:
  - users.error_rate < 1%
  - users.p95 < 1s
faults:
  - type: kill
    on: back
abort:
  - users.error_rate > 90%
expect:
  - users.error_rate < 100%
`;

async function validate(context: TestContext, text: string) {
  const file = join(await temporaryFolder(context), "mistaken.yaml");
  await writeFile(file, text);
  return brownoutHere(context, ["validate", file]);
}

/** By mistake: the right text, the wrong one in its place, and what the tool says is to be written instead. */
const mistakes: Readonly<Record<string, readonly [string, string, RegExp]>> = {
  "a merge key": [
    "  - type: kill\n    on: back\n",
    "  - &kill { type: kill, on: back }\n  - <<: *kill\n    start: 1s\n",
    /^\S+:10:5 faults\[1\]: merge keys \(<<\) aren't read; write the keys out, or let an alias be a whole value: \S+ \S+\n$/,
  ],
  "a key of an item too far to the left": [
    "    on: back",
    "   on: back",
    /:10:4 .*put this one in column 5, under that of line 9/,
  ],
  "a key of an item too far to the right": [
    "    on: back",
    "     on: back",
    /:10:\d .*put this one in column 5, under/,
  ],
  "a key of an item under its dash": [
    "    on: back",
    "  on: back",
    /:10:3 .*put this one in column 5, under that of line 9/,
  ],
  "a dash too far to the left": ["  - users.p95", " - users.p95", /:7:2 .*put this one in column 3, as in line 6/],
  "a dash too far to the right": [
    "  - users.p95",
    "    - users.p95",
    /the next item of a list begins with its dash in the column/,
  ],
  "an item without a dash": [
    "  - type: kill\n    on",
    "  type: kill\n  on",
    /expected a list, whose items begin with a dash/,
  ],
  "a slash before the service": ["GET front/", "GET /front/x", /without a slash: .*; did you mean "GET front\/x"\?/],
  "a path without a service": ["GET front/", "GET /", /found the path "\/"; a service's name stands before it/],
  "an edge without parentheses": [
    "users.error_rate > 90%",
    "front -> back.in_flight > 5",
    /^\S+:12:5 abort\[0\]: an edge stands in parentheses: .*; did you mean "\(front -> back\)\.in_flight > 5"\?\n$/,
  ],
  "more replicas than there are": [
    "    on: back",
    "    on: back\n    mode: { fixed: 5 }",
    /kill-1 is to take 5 replicas of back, which has 1: say \{ fixed: 1 \} at most, or all/,
  ],
};

describe("validate says what to write instead of", () => {
  for (const [what, [good, bad, message]] of Object.entries(mistakes)) {
    test(what, options, async (context) => {
      assert.ok(right.includes(good));
      const { code, stderr } = await validate(context, right.replace(good, bad));
      assert.equal(code, 64, stderr);
      assert.match(stderr, message);
    });
  }
});

test("a wrong variant doesn't hide what else is wrong", options, async (context) => {
  const wrong = right
    .replace(`graph: ${pair}`, `graph: ${checkout}, variant: protectd`)
    .replace("on: back", "on: pricin");
  const { code, stderr } = await validate(context, wrong);
  assert.equal(code, 64);
  assert.match(stderr, /system\.variant: .* has no variant "protectd"; did you mean "protected"\?/);
  assert.match(stderr, /load\.users\.request: the graph has no service "front"/);
  assert.match(stderr, /faults\[0\]\.on: the graph has no service "pricin"; did you mean "pricing"\?/);
});

test("validate warns of what plan warns of, where that needs no platform", options, async (context) => {
  const ok = await validate(context, right);
  assert.deepEqual([ok.code, ok.stderr], [0, ""]);
  const { code, stdout, stderr } = await validate(context, right.replace("400/s", "20/s"));
  assert.equal(code, 0);
  assert.match(stdout, /^ok /);
  assert.match(stderr, /^warning: "users\.error_rate < 1%" \(users\) will stay unknown: at this rate it takes/m);
});
