import assert from "node:assert/strict";
import { Ajv } from "ajv";
import formats from "ajv-formats";
import { resultJsonSchema } from "../../src/report/result-schema.ts";

const ajv = new Ajv({ strict: false, logger: false });
formats.default(ajv);
const validate = ajv.compile(resultJsonSchema("known"));

/** Asserts that a result as JSON is as its schema says, with no field that the schema doesn't have. */
export function assertResultDocument(document: unknown): void {
  assert.ok(validate(document), ajv.errorsText(validate.errors));
}
