import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseIncident } from "../../../src/files/incident/parse-incident.ts";
import { ProblemsError } from "../../../src/files/yaml/problem.ts";
import { example, parse } from "../experiment/stand-ins.ts";

const file = `name: slow-price
title: Prices take long
source: a paper
stages:
  - { name: slow, at: 0s, text: Prices are slow, place: "1", when: (checkout -> pricing).p95 > 1s over 1s }
  - { name: full, at: 2m, text: The pool is full, when: shoppers.p99 > 8s over 1s }
variants:
  unprotected:
    experiment: unprotected.yaml
    ends: fail
    stages: in-order
    claims:
      - { text: Orders go well, place: "2", baseline: shoppers.error_rate < 1% }
      - { text: It begins there, origin: checkout -> pricing }
      - { text: Two are hurt, hurt: [gateway, checkout] }
  protected:
    experiment: protected.yaml
    ends: pass
    stages: never
`;

function read(text: string) {
  return parseIncident({ path: "x.yaml", text }, async ({ experiment: path }) => ({
    path,
    experiment: parse(example),
  }));
}

async function problemsOf(text: string): Promise<string> {
  try {
    await read(text);
  } catch (error) {
    assert.ok(error instanceof ProblemsError, String(error));
    return error.message;
  }
  return "";
}

describe("an incident's file", () => {
  test("gives each variant its claims: the verdict, the stages, then its own", async () => {
    const { variants } = await read(file);
    const [unprotected, withProtection] = variants;
    assert.deepEqual(
      unprotected?.claims.map(({ text, says }) => [text, says.kind]),
      [
        ["The run's verdict is fail", "ends"],
        ["Prices are slow", "stage"],
        ["The pool is full", "stage"],
        ["Orders go well", "measured"],
        ["It begins there", "origin"],
        ["Two are hurt", "hurt"],
      ],
    );
    // The first stage is what is put in: it comes with protection, too.
    assert.deepEqual(
      withProtection?.claims.map(({ text, says }) => [text, says.kind]),
      [
        ["The run's verdict is pass", "ends"],
        ["Never comes: The pool is full", "never"],
      ],
    );
    assert.equal(withProtection?.path, "protected.yaml");
  });

  test("gives a variant its stages until the last that it is about", async () => {
    const { variants } = await read(file.replace("stages: in-order", "stages: in-order\n    until: slow"));
    const stages = variants[0]?.claims.filter(({ says }) => says.kind === "stage") ?? [];
    assert.deepEqual(
      stages.map(({ text }) => text),
      ["Prices are slow"],
    );
  });

  const mistakes: readonly (readonly [from: string, to: string, problem: RegExp])[] = [
    ["p99 > 8s over 1s", "p99 > 8s", /^x\.yaml:6:\d+ stages\[1\]\.when: .*judged over a window/m],
    ["p99 > 8s over 1s", "p99 > 8s over 1s for 2s", /stages\[1\]\.when: .*without `for`/],
    [
      "baseline: shoppers.error_rate < 1%",
      "fault: shoppers.recovery < 1s",
      /claims\[0\]\.fault: recovery is known after/,
    ],
    [
      "baseline: shoppers.error_rate < 1%",
      "never: shoppers.amplification > 2 over 2s",
      /claims\[0\]\.never: shoppers has no `retry`/,
    ],
    ["baseline: shoppers", "never: shoppers", /claims\[0\]\.never: .*judged over a window/],
    ["error_rate < 1% }", "error_rate < 1% over 2s }", /claims\[0\]\.baseline: .*leave out over and for/],
    ["baseline: shoppers", "baseline: shopper", /there is no load "shopper"; did you mean "shoppers"/],
    ["origin: checkout -> pricing", "origin: pricing", /claims\[1\]\.origin: expected an edge/],
    ["origin: checkout -> pricing", "origin: checkout -> prices", /no service "prices"/],
    ["hurt: [gateway, checkout]", "hurt: [gateway, chekout]", /no service "chekout"; did you mean "checkout"/],
    ["hurt: [gateway, checkout]", "hurt: [gateway], origin: checkout -> pricing", /a claim says one thing: baseline/],
    [
      "hurt: [gateway, checkout]",
      "waits: { service: shop, on: GET a/b, at-least: 2 }",
      /waits\.service: .*no service "shop"/,
    ],
    ["hurt: [gateway, checkout]", "remedy: { step: shed-1, recovers: true }", /remedy\.step: .*it has none/],
    ["hurt: [gateway, checkout] }", "}", /is missing|a claim says one thing/],
    ["ends: pass", "ends: passed", /found "passed".*did you mean "pass"/],
    ["stages: never", "stages: none", /variants\.protected\.stages: found "none"/],
    ["stages: never", "stages: never\n    until: flooded", /variants\.protected\.until: there is no stage flooded/],
    ["title: Prices take long\n", "", /title: found nothing; expected text/],
    ["at: 2m", "at: soon", /stages\[1\]\.at: found/],
  ];
  test("with stages that no variant speaks of is refused", async () => {
    const found = await problemsOf(file.replace(/^ {4}stages: .*\n/gm, ""));
    assert.match(found, /^x\.yaml:\d+:\d+ stages: no variant says whether these stages come/);
  });

  for (const [from, to, problem] of mistakes) {
    test(`with ${JSON.stringify(to)} in place of ${JSON.stringify(from)} is refused at its place`, async () => {
      assert.ok(file.includes(from));
      const found = await problemsOf(file.replace(from, to));
      assert.match(found, problem);
      assert.equal(found.split("\n").length, 1, found);
    });
  }
});
