import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { parseTemplate, RequestValues, renderTemplate } from "../../../src/files/experiment/template.ts";
import { seededRandom } from "../../../src/values/random/random.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

function partsOf(text: string) {
  const parsed = parseTemplate(text);
  assert.ok(parsed.ok, `${text} should be a template`);
  return parsed.parts;
}

function problemOf(text: string) {
  const parsed = parseTemplate(text);
  assert.ok(!parsed.ok, `${text} should not be a template`);
  return parsed;
}

const render = (text: string, values = new RequestValues(seededRandom(1), 1)) => renderTemplate(partsOf(text), values);

describe("a template", () => {
  it("is the text itself where nothing stands in braces", () => {
    assert.equal(render(""), "");
    assert.equal(render('{"a":{"b":[1,{"c":2}]}}'), '{"a":{"b":[1,{"c":2}]}}');
  });

  it("makes version 4 UUIDs, another at each place", () => {
    const [first, second] = render("{{uuid}} {{ uuid }}").split(" ");
    assert.match(first ?? "", UUID);
    assert.match(second ?? "", UUID);
    assert.notEqual(first, second);
  });

  it("has one id a request, in the path, a header and the body alike", () => {
    const random = seededRandom(7);
    const first = new RequestValues(random, 1);
    const second = new RequestValues(random, 2);
    const id = render("{{id}}", first);
    assert.match(id, UUID);
    assert.equal(render("/orders/{{id}}?again={{id}}", first), `/orders/${id}?again=${id}`);
    assert.notEqual(render("{{id}}", second), id);
  });

  it("counts requests", () => assert.equal(render("n{{counter}}", new RequestValues(seededRandom(1), 42)), "n42"));

  it("repeats itself with the same seed", () => {
    const once = () => render("{{uuid}}{{int 1 1000000}}{{id}}", new RequestValues(seededRandom(9), 1));
    assert.equal(once(), once());
  });

  it("draws whole numbers from A to B, both included", () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(), fc.integer(), (from, width, seed) => {
        const drawn = Number(render(`{{int ${from} ${from + width}}}`, new RequestValues(seededRandom(seed), 1)));
        assert.ok(Number.isInteger(drawn) && drawn >= from && drawn <= from + width);
      }),
    );
    const random = seededRandom(3);
    const seen = new Set(Array.from({ length: 200 }, () => render("{{int -1 1}}", new RequestValues(random, 1))));
    assert.deepEqual([...seen].sort(), ["-1", "0", "1"]);
  });
});

describe("what is not a template", () => {
  it("is refused with what is allowed and where it stands", () => {
    const { problem, offset } = problemOf("/cart/{{user}}");
    assert.match(problem, /\{\{user\}\} is not known: allowed are .*id.*uuid.*counter.*int A B/);
    assert.equal(offset, 6);
  });

  const wrong = [
    "{{}}",
    "{{uuid",
    "{{uuid 1}}",
    "{{int}}",
    "{{int 1}}",
    "{{int 2 1}}",
    "{{int a b}}",
    "{{int 1 2 3}}",
    "{{int 1.5 2}}",
  ];
  for (const text of wrong) it(`includes ${text}`, () => assert.ok(problemOf(text).problem.length > 0));

  it("never throws, and what has no braces stays as it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("{", "}", "{{", "}}", "id", "int", " ", "1", "é") }), (text) => {
        const parsed = parseTemplate(text);
        if (parsed.ok && !text.includes("{{")) assert.equal(render(text), text);
      }),
    );
  });
});
