import assert from "node:assert/strict";
import { test } from "node:test";
import { parseComposeFile } from "../../../src/files/compose-file/compose-file.ts";
import { composedTexts } from "../../../src/files/compose-file/composed-texts.ts";
import { readCompose } from "../../../src/files/compose-file/read-compose.ts";

test("where Compose makes something else of a text than we do, Compose is right, and how it is written isn't known", () => {
  const written = `services:
  b: { image: b }
  a:
    command: run --b \${HOST:-b}:1
    environment: { OTHER: "http://\${HOST:-b}:1", SAME: "http://\${HOST:-b}:1" }
`;
  const own = readCompose("c.yml", {
    read: (path) => (path === "c.yml" ? written : undefined),
    environment: () => undefined,
  });
  const printed = { OTHER: "http://b:2", SAME: "http://b:1", ADDED: "x" };
  const theirs = JSON.stringify({
    services: { a: { command: ["run", "--b", "b:1"], environment: printed }, b: { image: "b" } },
  });
  const [b, a] = composedTexts(parseComposeFile({ path: "theirs", text: theirs }), own).services;
  assert.equal(b?.name, "b");
  assert.deepEqual(
    a?.texts.map(({ place, value: { text, written: how }, at }) => [place, text, how, at?.line]),
    [
      [{ key: "environment", variable: "OTHER" }, "http://b:2", "", 5],
      [{ key: "environment", variable: "SAME" }, "http://b:1", "http://${HOST:-b}:1", 5],
      [{ key: "environment", variable: "ADDED" }, "x", "", undefined],
      [{ key: "command", index: undefined }, "run --b b:1", "run --b ${HOST:-b}:1", 4],
    ],
  );
});
