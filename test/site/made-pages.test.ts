import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { commandsOf, commandTree } from "../../scripts/command-tree.ts";
import { madePages } from "../../site/made-pages.ts";

const root = join(import.meta.dirname, "../..");
/** A made page, with all code as Markdown has it. */
const made = async (name: string) =>
  ((await madePages[name]?.()) ?? "").replaceAll("<wbr>", "").replaceAll(/<\/?code>/g, "`");

/** Names of all keys that a JSON Schema speaks of, however deep. */
function keysOf(schema: unknown): readonly string[] {
  if (typeof schema !== "object" || schema === null) return [];
  const own =
    "properties" in schema && typeof schema.properties === "object" ? Object.keys(schema.properties ?? {}) : [];
  return [...own, ...Object.values(schema).flatMap(keysOf)];
}

describe("the reference", () => {
  for (const file of ["experiment", "gameday"]) {
    test(`has every key of the schema of ${file} files`, async () => {
      const page = await made(`${file}-keys`);
      const schema: unknown = JSON.parse(readFileSync(join(root, `schema/${file}.schema.json`), "utf8"));
      for (const key of new Set(keysOf(schema))) {
        assert.match(page, new RegExp(`(^#+ |[\`.])${key}(\`|\\[|\\.|$)`, "m"), key);
      }
    });
  }

  test("says of each key what it is", async () => {
    for (const name of ["experiment-keys", "graph-keys", "gameday-keys"]) {
      const silent = (await made(name)).split("\n").filter((line) => /^\|(?! `(\S*\.)?NAME`).*\|\s*\|$/.test(line));
      assert.deepEqual(silent, [], name);
    }
  });

  test("has the keys of a graph", async () => {
    const page = await made("graph-keys");
    for (const key of [
      "name",
      "NAME.replicas",
      "NAME.command",
      "NAME.routes.NAME.calls",
      "NAME.dependencies.NAME.timeout",
    ]) {
      assert.ok(page.includes(`\`${key}\``), `${key} in\n${page}`);
    }
  });

  test("has every command, with its arguments and options", async () => {
    const page = await made("commands");
    for (const command of commandsOf(await commandTree())) {
      assert.ok(page.includes(command.name()), command.name());
      const help = command.createHelp();
      for (const { long } of help.visibleOptions(command)) {
        if (long !== undefined && long !== "--help") assert.ok(page.includes(long), `${command.name()} ${long}`);
      }
    }
  });
});
