import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { faultKinds } from "../../../src/faults/kinds.ts";
import { formatExperiment } from "../../../src/files/experiment/format-experiment.ts";
import { parseGraph } from "../../../src/files/graph/parse-graph.ts";
import { experimentText } from "../../../src/files/init/experiment-words.ts";
import { graphDraft } from "../../../src/files/init/graph-experiment.ts";
import { planOnPaper } from "../../../src/judge/plan/plan-on-paper.ts";
import { parse } from "../experiment/stand-ins.ts";
import { drafts, programs } from "./drafts.ts";

describe("a draft of a first experiment", () => {
  for (const [name, { draft, graph }] of Object.entries(drafts)) {
    const text = experimentText(draft.words);

    test(`is valid, and has the samples that its limits take (${name})`, () => {
      const experiment = parse(text, graph === undefined ? {} : { readGraph: () => graph });
      assert.deepEqual(planOnPaper(experiment, faultKinds).warnings, []);
    });

    test(`is as fmt prints it (${name})`, () => {
      assert.equal(formatExperiment({ path: "x.yaml", text }, faultKinds), text);
    });
  }

  test("has an owner and a title in quotes where YAML would read them otherwise", () => {
    const { words } = drafts.graph?.draft ?? assert.fail();
    const text = experimentText({ ...words, title: "web: still there", owner: "yes" });
    const { title, owner } = parse(text, { readGraph: () => programs });
    assert.deepEqual([title, owner], ["web: still there", "yes"]);
  });

  test("asks a service of the demo for a route that it has, and a person where nobody knows one", () => {
    assert.equal(graphDraft(programs, "graph.yaml").needsRequest, true);
    const path = fileURLToPath(new URL("../../../fixtures/graphs/checkout.yaml", import.meta.url));
    const demo = parseGraph({ path, text: readFileSync(path, "utf8") }, "protected");
    const { words, needsRequest } = graphDraft(demo, path);
    assert.equal(needsRequest, undefined);
    assert.equal(words.load.request, "POST gateway/checkout");
  });
});
