import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import fc from "fast-check";
import { InterpolationError, interpolate, undoubled } from "../../../src/files/compose-file/interpolate.ts";
import { findCompose, runCompose } from "../../../src/platforms/compose/compose-command.ts";
import { lacking, testsNeeding } from "../../support/needs.ts";

const variables: Readonly<Record<string, string>> = { SET: "value", EMPTY: "", HOST: "db" };
const lookup = (name: string) => variables[name];

describe("variables", () => {
  const cases: readonly (readonly [written: string, text: string])[] = [
    ["http://$HOST:80", "http://db:80"],
    ["${HOST}x$SET", "dbxvalue"],
    ["${NONE}|$NONE", "|"],
    ["${NONE:-a}${EMPTY:-b}${SET:-c}", "abvalue"],
    ["${NONE-a}${EMPTY-b}${SET-c}", "avalue"],
    ["${NONE:+a}${EMPTY:+b}${SET:+c}", "c"],
    ["${NONE+a}${EMPTY+b}${SET+c}", "bc"],
    ["${SET:?needed}${EMPTY?needed}", "value"],
    ["${NONE:-${EMPTY:-${HOST}}:1}/x", "db:1/x"],
    ["$$HOST $${HOST} $$$HOST", "$HOST ${HOST} $db"],
    ["5 $ and $1 and $", "5 $ and $1 and $"],
  ];
  for (const [written, text] of cases) test(written, () => assert.equal(interpolate(written, lookup).text, text));

  for (const written of ["${NONE:?must be}", "${EMPTY:?must be}", "${NONE?must be}"]) {
    test(`${written} must have a value`, () => {
      assert.throws(() => interpolate(written, lookup), /the variable (NONE|EMPTY) must have a value: must be/);
    });
  }
  for (const written of ["${", "${HOST", "${}", "${1}", "${HOST!}"]) {
    test(`${written} is none`, () => assert.throws(() => interpolate(written, lookup), InterpolationError));
  }
});

/** Texts with variables in all forms, one within the other. */
const templates = fc.letrec<{ text: string; variable: string }>((tie) => ({
  text: fc
    .array(fc.oneof(fc.stringMatching(/^[a-z:/@,. -]{0,6}$/), fc.constant("$$"), tie("variable")), { maxLength: 4 })
    .map((parts) => parts.join("")),
  variable: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom("${SET}", "${EMPTY}", "${NONE}", "$SET/", "${HOST}"),
    fc
      .tuple(fc.constantFrom("SET", "EMPTY", "NONE", "HOST"), fc.constantFrom(":-", "-", ":+", "+"), tie("text"))
      .map(([name, how, other]) => `\${${name}${how}${other}}`),
  ),
})).text;

test("pieces cover what is written, and make the text", () => {
  fc.assert(
    fc.property(templates, (written) => {
      const { pieces, text } = interpolate(written, lookup);
      assert.equal(pieces.map(({ from, to }) => written.slice(from, to)).join(""), written);
      assert.equal(pieces.map((piece) => piece.text).join(""), text);
      for (const { kind, from, to, text: part } of pieces)
        if (kind === "literal") assert.equal(written.slice(from, to), part);
    }),
  );
});

const compose = await findCompose().catch(() => undefined);

testsNeeding(compose === undefined && lacking("engine", "no Docker Compose")).test(
  "everything becomes what Docker Compose makes of it",
  async () => {
    assert.ok(compose);
    const folder = mkdtempSync(join(tmpdir(), "brownout-test-"));
    try {
      const written = fc.sample(templates, 300);
      const environment = Object.fromEntries(written.map((text, index) => [`V${index}`, text]));
      const path = join(folder, "compose.json");
      writeFileSync(path, JSON.stringify({ services: { it: { image: "it", environment } } }));
      const { code, stdout, stderr } = await runCompose(compose, ["--file", path, "config", "--format", "json"], {
        env: variables,
      });
      assert.equal(code, 0, stderr);
      const made = JSON.parse(stdout).services.it.environment as Record<string, string>;
      for (const [index, text] of written.entries()) {
        assert.equal(interpolate(text, lookup).text, undoubled(made[`V${index}`] ?? ""), text);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);
