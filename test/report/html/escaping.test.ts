import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { renderHtml } from "../../../src/report/formats/html.ts";
import { hostile } from "./hostile.ts";
import { renamed, reportedRun } from "./reported-run.ts";

const run = await reportedRun(
  { plan: { faults: [{ delayMs: 2000 }] } },
  { "pricing-1.log": '{"time":"2026-01-01T00:00:04.100Z","said":"pricing"}\npricing' },
);
const plain = elements(await renderHtml(run));

/** The names of all that is opened as markup in a page, those within its own script and style left out. */
function elements(page: string): string[] {
  const markup = page.replaceAll(/(<(?:script|style)>)[\s\S]*?(<\/)/g, "$1$2");
  return [...markup.matchAll(/<([a-z!/][^\s>]*)/gi)].map(([, name = ""]) => name);
}

describe("a name that is hostile to a page", () => {
  for (const name of hostile) {
    test(`is text and nothing else: ${name}`, async () => {
      const page = await renderHtml(await renamed(run, { pricing: name, simulated: name }));
      assert.deepEqual(elements(page), plain);
    });
  }
});

test("a name that turns the direction of writing doesn't, and a control character isn't there", async () => {
  const page = await renderHtml(await renamed(run, { pricing: "\u202egnp\u0007" }));
  const shown = page.replaceAll(/<script[\s\S]*?<\/script>/g, "");
  assert.equal(/\p{Bidi_Control}/u.test(shown), false);
  assert.equal(shown.includes("\u0007"), false);
  assert.match(shown, /\ufffdgnp\ufffd/);
});

test("the page's own policy lets it load nothing and run nothing else", async () => {
  const [, policy = ""] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(await renderHtml(run)) ?? [];
  assert.match(policy, /^default-src &#39;none&#39;; script-src &#39;sha256-[\w+/=]+&#39;; style-src &#39;sha256-/);
  assert.doesNotMatch(policy, /unsafe|https?:|\*/);
});
