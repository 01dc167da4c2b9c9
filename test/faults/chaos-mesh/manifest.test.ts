import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Source } from "../../../src/files/yaml/problem.ts";
import { UsageError } from "../../../src/values/errors.ts";
import { example, parse } from "../../files/experiment/stand-ins.ts";

/** As the article has it. */
const rules = `apiVersion: chaos-mesh.org/v1alpha1
kind: NetworkChaos
metadata:
  name: federation-rules-latency
  namespace: tournaments
spec:
  action: delay
  mode: one
  selector:
    namespaces: [tournaments]
    labelSelectors:
      app: federation-rules
  delay:
    latency: 500ms
    correlation: "50"
    jitter: 100ms
  duration: 5m
`;

const experiment = example.replace(
  /faults:.*?\n\n/s,
  "faults:\n  - { type: manifest, on: pricing, file: rules.yaml, duration: 20s }\n\n",
);

function faultsWith(text: string) {
  const readText = (path: string): Source => ({ path: `manifests/${path}`, text });
  return parse(experiment, { readText }).faults;
}

function problemsWith(text: string): string[] {
  try {
    faultsWith(text);
  } catch (error) {
    return (error as Error).message.split("\n");
  }
  return [];
}

describe("a manifest of somebody else's", () => {
  test("is taken as it is", () => {
    const [fault] = faultsWith(rules);
    assert.deepEqual(fault?.params, { file: "manifests/rules.yaml", text: rules });
  });

  test("has a mode of its own", () => {
    assert.match(
      (() => {
        try {
          parse(experiment.replace("duration: 20s", "mode: all"), { readText: (path) => ({ path, text: rules }) });
        } catch (error) {
          return (error as Error).message;
        }
        return "";
      })(),
      /faults\[0\]\.mode: unknown key/,
    );
  });

  const wrong: readonly (readonly [what: string, from: string | RegExp, to: string, problem: RegExp])[] = [
    ["several documents", /$/, "---\n{}\n", /^manifests\/rules\.yaml:19:1 a second document begins/],
    [
      "generateName",
      "  name: fed",
      "  generateName: fed",
      /^manifests\/rules\.yaml:4:17 metadata\.generateName: .*`name`/,
    ],
    ["an unfilled template", "500ms", "{{ .Values.latency }}", /^manifests\/rules\.yaml:14:14 found "\{\{ \.Values/],
    ["an unfilled variable", "tournaments", "$" + "{NS}", /^manifests\/rules\.yaml:5:14 found .*fills in/],
    [
      "a kind that goes on for ever",
      "NetworkChaos",
      "Schedule",
      /:2:7 kind: found "Schedule", which brownout doesn't undo/,
    ],
    ["a kind that is misspelt", "NetworkChaos", "NetwrokChaos", /did you mean "NetworkChaos"/],
    ["a kind of somebody else's", "chaos-mesh.org/v1alpha1", "apps/v1", /:1:13 apiVersion: found "apps\/v1"/],
    ["no selector", / {2}selector:.*federation-rules\n/s, "", /:6:1 spec\.selector: doesn't say which pods/],
    [
      "a selector of a whole namespace",
      / {4}labelSelectors:\n.*\n/,
      "",
      /:10:5 spec\.selector: doesn't say which pods/,
    ],
    ["a duration that ends early", "duration: 5m", "duration: 10s", /:17:13 spec\.duration: it ends after 10s, before/],
    ["a duration without a unit", "duration: 5m", "duration: 5", /:17:13 spec\.duration: found 5; a duration/],
    ["finalizers of its own", "  namespace:", "  finalizers: [x]\n  namespace:", /metadata\.finalizers: isn't for a/],
    ["a status", "spec:", "status: {}\nspec:", /status: a status is the cluster's/],
    ["another cluster", "  mode: one", "  mode: one\n  remoteCluster: east", /spec\.remoteCluster: /],
    ["no name", "  name: federation-rules-latency\n", "", /metadata\.name: found nothing/],
    ["what is no YAML", "spec:", "spec: [", /not YAML/],
  ];
  for (const [what, from, to, problem] of wrong) {
    test(`is refused with ${what}`, () => assert.match(problemsWith(rules.replace(from, to))[0] ?? "none", problem));
  }

  test("says all that is wrong at once", () => {
    assert.equal(problemsWith(rules.replace("NetworkChaos", "Workflow").replace("5m", "soon")).length, 2);
  });

  test("that can't be read is a problem of the experiment", () => {
    const readText = () => {
      throw new UsageError({ message: "cannot read rules.yaml: there is no such file" });
    };
    assert.throws(() => parse(experiment, { readText }), {
      message: /^x\.yaml:\d+:\d+ faults\[0\]\.file: cannot read/,
    });
  });

  test("may have a comment with what looks like a template", () => {
    assert.deepEqual(problemsWith(`# made of {{ a template }}\n${rules}`), []);
  });

  test("without a duration gets ours", async () => {
    const { chaosObject } = await import("../../../src/faults/chaos-mesh/chaos-object.ts");
    const places = { namespace: "tournaments", labelsOf: () => ({}) };
    const specFor = (text: string) => {
      const [fault] = faultsWith(text);
      return chaosObject(fault ?? assert.fail(), places, { id: "r1" }).spec as { duration: string };
    };
    assert.equal(specFor(rules.replace("  duration: 5m\n", "")).duration, "50000ms");
    assert.equal(specFor(rules).duration, "5m");
  });
});
