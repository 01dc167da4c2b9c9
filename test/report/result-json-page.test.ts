import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { renderJson } from "../../src/report/json.ts";
import { everything } from "./samples/everything.ts";

const page = readFileSync(new URL("../../docs/result-json.md", import.meta.url), "utf8");
const rows = [...page.matchAll(/^\| `([^`]+)` \|(.*)\|$/gm)].map(([, path = "", cells = ""]) => ({ path, cells }));
const documented = rows.map(({ path }) => path);
const rendered = everything.map((result) => JSON.parse(renderJson(result, "/runs/x")));

/** Paths that the page describes as one field, however it looks inside. */
const WHOLE = [".errors", ".statuses", ".protocols", ".data", "services.<name>.<phase>", "stop.judgement"];

/** `criteria[].judgement.holds`, `signals.<name>.<phase>.p50Ms`: the path of each field below a value. */
function pathsOf(value: unknown, at = ""): string[] {
  const path = at
    .replace(/^(signals|services)\.[^.]+(?=$|\.)/, "$1.<name>")
    .replace(/(<name>)\.\w+/, "$1.<phase>")
    .replace(/^harness\.parts\.[^.]+/, "harness.parts.<name>");
  if (WHOLE.some((end) => path.endsWith(end)) || typeof value !== "object" || value === null) return [path];
  if (Array.isArray(value)) return value.flatMap((item) => pathsOf(item, typeof item === "object" ? `${at}[]` : at));
  return Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, at === "" ? key : `${at}.${key}`));
}

test("the page describes every field of a result, and none that there isn't", () => {
  const found = new Set(rendered.flatMap((result) => pathsOf(result)));
  assert.deepEqual(documented.toSorted(), [...found].toSorted());
});

test("the page has the meaning of each field, and when it is absent", () => {
  for (const { path, cells } of rows) {
    const [unit = "", meaning = "", absent = ""] = cells.split("|").map((cell) => cell.trim());
    assert.ok(unit !== "" && meaning !== "" && absent !== "", path);
  }
});

test("the fields that the page calls always present are in every result", () => {
  const [whole] = rendered;
  const topLevel = rows.filter(({ path }) => !/[.[]/.test(path));
  for (const { path, cells } of topLevel) {
    assert.equal(path in whole, true, path);
    if (path !== "stop") assert.match(cells, /never absent|null/, path);
  }
});
