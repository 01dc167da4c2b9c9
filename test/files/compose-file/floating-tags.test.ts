import assert from "node:assert/strict";
import { test } from "node:test";
import { parseComposeFile } from "../../../src/files/compose-file/compose-file.ts";
import { floatingTagWarnings } from "../../../src/files/compose-file/floating-tags.ts";

/** The warning about a service that has this, in YAML's flow style. */
function warningOf(service: string): string {
  const file = parseComposeFile({ path: "c.yml", text: `services:\n  it: { ${service} }\n` });
  return floatingTagWarnings("c.yml", file).join("\n");
}

const cases: readonly (readonly [service: string, warning: RegExp | undefined])[] = [
  ["image: 'postgres:16.3'", undefined],
  ["image: postgres", /^c\.yml: service it: the image postgres has no tag; pin/],
  ["image: 'postgres:latest'", /has the tag latest/],
  ["image: 'localhost:5000/shop/web'", /has no tag/],
  ["image: 'localhost:5000/shop/web:1'", undefined],
  ["image: 'postgres@sha256:0123'", undefined],
  ["image: 'postgres:latest@sha256:0123'", undefined],
  ["image: '${IMAGE:-postgres:latest}'", /has the tag latest/],
  ["image: 'postgres:${TAG:-latest}'", /has the tag latest/],
  ["image: 'postgres:${TAG-16.3}'", undefined],
  ["image: 'postgres:${TAG}'", undefined],
  ["image: '${IMAGE}'", undefined],
  ["image: 'shop-web:latest', build: .", undefined],
  ["build: .", undefined],
];
for (const [service, warning] of cases) {
  test(service, () => {
    if (warning === undefined) assert.equal(warningOf(service), "");
    else assert.match(warningOf(service), warning);
  });
}
