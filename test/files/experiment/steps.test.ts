import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { reveal } from "../../../src/files/experiment/concealed-text.ts";
import { parseTemplate, RequestValues, renderTemplate } from "../../../src/files/experiment/template.ts";
import { experimentRecord } from "../../../src/judge/plan/experiment-record.ts";
import { example, parse } from "./stand-ins.ts";

/** The example with these steps in place of its request. */
function withSteps(steps: string, more = ""): string {
  return example.replace("request: POST gateway/checkout\n", `steps:\n${steps}\n${more}`);
}

const VISIT = `      - name: log-in
        request: POST gateway/login
        body: '{"user": "{{id}}", "key": "\${KEY}"}'
        take: { token: { json: /token }, csrf: { regex: 'csrf=(\\w+)' }, place: { header: Location } }
      - think: 500ms
      - think: { from: 1s, to: 5s }
      - request: GET gateway/cart/{{place}}
        headers: { Authorization: 'Bearer {{token}}', X-Csrf: '{{csrf}}' }`;

describe("steps of a load", () => {
  const read = () => {
    const variables = new Map([["KEY", "k3y-value"]]);
    return parse(withSteps(VISIT), { variables, isConcealed: () => true });
  };

  it("are read with their pauses and values, and are in the journal without what must not be shown", () => {
    const experiment = read();
    const [load] = experiment.loads;
    assert.deepEqual(load?.steps, [
      {
        name: "log-in",
        thinkMs: { from: 0, to: 0 },
        take: [
          { name: "token", from: { kind: "json", pointer: "/token" } },
          { name: "csrf", from: { kind: "regex", pattern: "csrf=(\\w+)" } },
          { name: "place", from: { kind: "header", header: "location" } },
        ],
      },
      { name: "step-2", thinkMs: { from: 1500, to: 5500 }, take: [] },
    ]);
    assert.match(reveal(load?.requests[0]?.body ?? ""), /k3y-value/);
    const kept = JSON.stringify(experiment);
    assert.doesNotMatch(kept, /k3y-value/);
    assert.deepEqual(experimentRecord.parse(JSON.parse(kept)).loads[0]?.steps, load?.steps);
  });

  it("have signals of their own in criteria", () => {
    for (const signal of ["shoppers", "shoppers-log-in", "shoppers-step-2", "shoppers-visits"]) {
      const text = withSteps(VISIT.replace("${KEY}", "")).replace(
        "shoppers.error_rate < 1%",
        `${signal}.error_rate < 1%`,
      );
      assert.doesNotThrow(() => parse(text), signal);
    }
    assert.throws(() => parse(withSteps(VISIT.replace("${KEY}", "")).replace("shoppers.p95", "shoppers-cart.p95")), {
      message:
        /there is no load "shoppers-cart" \(allowed: shoppers, shoppers-visits, shoppers-log-in, shoppers-step-2\)/,
    });
  });

  const get = "      - request: GET gateway/cart";
  const wrong: readonly (readonly [string, RegExp, string?])[] = [
    [`${get}/{{token}}`, /steps\[0\]\.request: \{\{token\}\} is not known/],
    [`${get}/{{token}}\n        take: { token: { json: /t } }`, /\{\{token\}\} is not known/],
    [`${get}\n        take: { id: { json: /t } }`, /\{\{id\}\} is something else already/],
    [`${get}\n        take: { t: { json: t } }`, /a JSON Pointer begins with a slash/],
    [`${get}\n        take: { t: { json: /t, header: t } }`, /found json and header; a value is taken by one of/],
    [`${get}\n        take: { t: { regex: "(" } }`, /"\(" is no regular expression/],
    [`${get}\n      - think: 1s`, /a pause after the last request keeps nobody waiting/],
    [`${get}\n        think: 1s`, /a step has one of request and think/],
    [`      - think: { from: 2s, to: 1s }\n${get}`, /a pause is a duration/],
    [`${get}\n        name: visits`, /visits is the name of the visits themselves/],
    [`${get}\n        name: a\n${get}\n        name: a`, /two steps are called a/],
    [get, /retry has no meaning beside steps/, "    retry: { count: 1 }\n"],
    [get, /a load has one of request, requests, steps/, "    request: GET gateway/cart\n"],
  ];
  for (const [steps, message, more] of wrong) {
    it(`that can't be are refused: ${message.source}`, () => {
      assert.throws(() => parse(withSteps(steps, more)), { message });
    });
  }

  const beside = (load: string, steps: string, name: string) =>
    withSteps(`${get}\n        name: ${name}`).replace(
      /^load:$/m,
      () => `load:\n  ${load}:\n    rate: 1/s\n    steps:\n${steps}`,
    );

  it("have signals that no other load has, too", () => {
    const add = `      - think: 1s\n${get}\n        name: add`;
    assert.doesNotThrow(() => parse(beside("shoppers-cart", add, "add")));
    const message =
      /load\.shoppers\.steps\[0\]: its signal is shoppers-cart-add, and there is a signal shoppers-cart-add of the steps of load "shoppers-cart" too; criteria could not tell them apart$/;
    assert.throws(() => parse(beside("shoppers-cart", add, "cart-add")), { message });
    assert.throws(() => parse(beside("shoppers-x", add, "x-visits")), { message: /its signal is shoppers-x-visits/ });
    assert.throws(() => parse(beside("shoppers-x", add, "x")), { message: /and there is a load "shoppers-x" too/ });
  });

  it("send any value where its template stands, and encode it in a URL", () => {
    const word = fc.stringMatching(/^[a-z]\w{0,8}$/).filter((name) => !["id", "uuid", "counter", "int"].includes(name));
    fc.assert(
      fc.property(
        word,
        fc.string(),
        fc.string().filter((text) => !text.includes("{")),
        (name, value, text) => {
          const template = parseTemplate(`${text}{{${name}}}`, [name]);
          assert.ok(template.ok);
          const values = new RequestValues(() => 0, 1, new Map([[name, value]]));
          assert.equal(renderTemplate(template.parts, values), text + value);
          assert.equal(
            renderTemplate(template.parts, values, (taken) => `<${taken}>`),
            `${text}<${value}>`,
          );
          assert.ok(!parseTemplate(`{{${name}}}`).ok);
        },
      ),
    );
  });
});
