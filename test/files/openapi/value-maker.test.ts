import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import fc from "fast-check";
import { parseTemplate, RequestValues, renderTemplate } from "../../../src/files/experiment/template.ts";
import { expandVariables } from "../../../src/files/experiment/variables.ts";
import { bodyText } from "../../../src/files/openapi/template-text.ts";
import { loadValueMaker } from "../../../src/files/openapi/value-maker.ts";
import { seededRandom } from "../../../src/values/random/random.ts";
import { draws } from "../../support/draws.ts";

const maker = await loadValueMaker();

/** The body as it is sent: with variables and templates replaced. */
function sent(value: unknown): unknown {
  const { text, failures } = expandVariables(bodyText(value), new Map());
  assert.deepEqual(failures, []);
  const template = parseTemplate(text);
  assert.ok(template.ok, JSON.stringify(template));
  return JSON.parse(renderTemplate(template.parts, new RequestValues(seededRandom(1), 1)));
}

/** Schemas that something fits, in the words that 3.0 and 3.1 have in common. */
const { schema } = fc.letrec<{ schema: object }>((tie) => {
  const name = fc.constantFrom("id", "name", "items", "required", "a b");
  const leaf = fc.oneof(
    fc.record({ type: fc.constant("string"), minLength: fc.nat(5), maxLength: fc.integer({ min: 5, max: 9 }) }),
    fc.record({ type: fc.constant("string"), example: fc.string() }),
    fc.record({ type: fc.constant("string"), example: fc.constantFrom("{{x}}", "${Y}", "$${{{", "it's\u0085 ü") }),
    fc.record({
      type: fc.constant("string"),
      format: fc.constantFrom("uuid", "email", "date-time", "date", "uri", "ipv4"),
    }),
    fc.record({ type: fc.constant("string"), pattern: fc.constantFrom("^[A-Z]{3}-\\d{4}$", "^\\w+$", "^(a|b)+$") }),
    fc.record({ type: fc.constantFrom("integer", "number"), minimum: fc.integer({ min: -9, max: 9 }) }),
    fc.record({
      type: fc.constant("integer"),
      maximum: fc.integer({ min: -9, max: 9 }),
      example: fc.constant("no number"),
    }),
    fc.record({ type: fc.constantFrom("boolean", "integer") }),
    fc.record({ enum: fc.uniqueArray(fc.oneof(fc.string(), fc.integer()), { minLength: 1 }) }),
  );
  const object = fc.dictionary(name, tie("schema") as fc.Arbitrary<object>, { maxKeys: 3 }).chain((properties) =>
    fc.record({
      type: fc.constant("object"),
      properties: fc.constant(properties),
      required: fc.subarray(Object.keys(properties)),
      additionalProperties: fc.boolean(),
    }),
  );
  return {
    schema: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      leaf,
      object,
      fc.record({ type: fc.constant("array"), minItems: fc.nat(2), items: tie("schema") as fc.Arbitrary<object> }),
      fc.record({ anyOf: fc.tuple(tie("schema") as fc.Arbitrary<object>, leaf) }),
    ),
  };
});

describe("values that are made for a schema", () => {
  test("fit it as they are sent", () => {
    const ajv = new Ajv2020({ strict: false, logger: false });
    formats.default(ajv);
    fc.assert(
      fc.property(schema, (given) => {
        const made = maker.make(given, []);
        assert.ok(made.ok, JSON.stringify(made));
        assert.ok(ajv.validate(given, sent(made.value)), `${JSON.stringify(made.value)}: ${ajv.errorsText()}`);
      }),
      { numRuns: draws(100, 2_000) },
    );
  });

  test("are examples first, but only those that fit", () => {
    const order = { type: "object", required: ["n"], properties: { n: { type: "integer", example: 7 } } };
    assert.deepEqual(maker.make(order, [{ n: "wrong" }, { n: 3 }]), { ok: true, value: { n: 3 }, isMadeUp: false });
    assert.deepEqual(maker.make(order, [{ n: "wrong" }]), { ok: true, value: { n: 7 }, isMadeUp: true });
    assert.deepEqual(maker.make({ type: "string", default: "open" }, [], ["x"]), {
      ok: true,
      value: "open",
      isMadeUp: false,
    });
  });

  test("have what is required or has an example; all where nothing is required; what only answers have never", () => {
    const properties = {
      id: { type: "integer", readOnly: true },
      sku: { const: "a" },
      note: { type: "string", example: "hi" },
      more: { const: "b" },
    };
    const make = (required: string[]) => {
      const made = maker.make({ type: "object", required, properties }, []);
      return made.ok ? made.value : made.reason;
    };
    assert.deepEqual(make(["id", "sku"]), { sku: "a", note: "hi" });
    assert.deepEqual(make([]), { sku: "a", note: "hi", more: "b" });
  });

  test("take 3.0's nullable and exclusive limits", () => {
    const made = maker.make({ type: "number", minimum: 5, exclusiveMinimum: true, nullable: true, maximum: 5.5 }, [5]);
    assert.ok(made.ok && typeof made.value === "number" && made.value > 5 && made.value <= 5.5, JSON.stringify(made));
    assert.deepEqual(maker.make({ type: "string", nullable: true }, [null]), {
      ok: true,
      value: null,
      isMadeUp: false,
    });
  });

  test("end where a schema comes back to itself, if they can", () => {
    const category: Record<string, unknown> = { type: "object", required: ["name"] };
    category.properties = { name: { const: "x" }, parent: category, children: { type: "array", items: category } };
    const made = maker.make({ ...category, required: ["name", "children"] }, []);
    assert.deepEqual(made, { ok: true, value: { name: "x", children: [{ name: "x" }] }, isMadeUp: true });
    const endless: Record<string, unknown> = { type: "object", required: ["self"] };
    endless.properties = { self: endless };
    const none = maker.make(endless, []);
    assert.ok(!none.ok && /no value was found/.test(none.reason), JSON.stringify(none));
    const loop = maker.make({ $ref: "#/components/schemas/A" }, []);
    assert.deepEqual(loop, { ok: false, reason: "#/components/schemas/A leads back to itself and says nothing" });
  });
});
