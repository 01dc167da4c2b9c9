import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { fillTemplate, parseTemplate, plainTemplate, slackTemplate } from "../../../src/outlets/webhook/template.ts";

const names = Object.keys(plainTemplate.document as object);

test("whatever a field holds, it stays within its text, and is not read again", () => {
  const values = fc.record(
    Object.fromEntries(names.map((name) => [name, fc.oneof(fc.string(), fc.constant("{{run}}"))])),
  );
  const property = fc.property(values, (fields) => {
    const template = parseTemplate('{"a": [{"b": "<{{ title }}> {{run}}"}, 1, null], "{{run}}": true}', "hook.json");
    const filled = fillTemplate(template, fields as Parameters<typeof fillTemplate>[1]);
    assert.deepEqual(filled, { a: [{ b: `<${fields.title}> ${fields.run}` }, 1, null], "{{run}}": true });
  });
  fc.assert(property, { numRuns: 100 });
});

test("a template that is no JSON, or has a field that there isn't, is refused", () => {
  assert.throws(() => parseTemplate("{verdict}", "hook.json"), /hook\.json is no JSON/);
  assert.throws(() => parseTemplate('{"a": "{{verdikt}}"}', "hook.json"), /hook\.json has {{verdikt}}/);
  for (const name of ["constructor", "exit-code", "run.id", ""]) {
    assert.throws(() => parseTemplate(JSON.stringify({ a: `{{${name}}}` }), "hook.json"), { name: "UsageError" }, name);
  }
});

test("to Slack a title is text, and neither a link nor a call for everybody", () => {
  const fields = Object.fromEntries(names.map((name) => [name, `<!channel> <https://evil.test|${name} & more>`]));
  const { text } = fillTemplate(slackTemplate, fields as Parameters<typeof fillTemplate>[1]) as { text: string };
  assert.doesNotMatch(text, /[<>]/);
  assert.match(text, /^\*&lt;!channel&gt; &lt;https:\/\/evil\.test\|experiment &amp; more&gt;\*/);
});
