import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { faultKinds } from "../../../src/faults/kinds.ts";
import { messageKinds } from "../../../src/faults/messages/list.ts";
import { targetName } from "../../../src/files/experiment/fault-spec.ts";
import { faultText } from "../../../src/files/experiment/fault-text.ts";
import { appendItem } from "../../../src/files/yaml/append-item.ts";
import { example, parse } from "./stand-ins.ts";

/** Of two keys one is needed, and either may be left out. */
const given: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "http-header": { remove: ["Idempotency-Key"] },
  "query-error": { error: "LOADING Redis is loading" },
};

describe("a fault of each kind as text for a file, with its schema's examples", () => {
  for (const kind of faultKinds.filter(({ type }) => type !== "manifest")) {
    test(kind.type, () => {
      const on = kind.targets === "service" ? "pricing" : "checkout -> pricing";
      const { lines, missing } = faultText(kind, on, given[kind.type] ?? {});
      assert.deepEqual(missing, []);
      const [, added] = parse(appendItem(example, "faults", lines) ?? assert.fail()).faults;
      assert.deepEqual([added?.type, added && targetName(added.on)], [kind.type, on]);
      for (const line of lines) assert.match(line, /#|^- type: /, "each key says what it means");
    });
  }

  for (const kind of messageKinds.filter(({ targets }) => targets === "either")) {
    test(`${kind.type} on a service, with what it needs there`, () => {
      const { lines } = faultText(kind, "pricing", {});
      const [, added] = parse(appendItem(example, "faults", lines) ?? assert.fail()).faults;
      assert.match(JSON.stringify(added?.params), /"port":8080/);
    });
  }

  test("a manifest, of which there is no example", () => {
    const manifest = faultKinds.find(({ type }) => type === "manifest") ?? assert.fail();
    assert.deepEqual(faultText(manifest, "pricing", {}).missing, ["file"]);
  });
});
