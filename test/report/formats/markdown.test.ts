import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { marked } from "marked";
import type { JudgedCriterion } from "../../../src/judge/history/result.ts";
import { renderMarkdown } from "../../../src/report/formats/markdown.ts";
import { code, codeBlock, plainText, table } from "../../../src/report/formats/markdown-text.ts";
import { reportedRun } from "../html/reported-run.ts";
import { reported } from "../samples/reported.ts";
import { guarded, leftovers, unprotected, unsteady } from "../samples/results.ts";

const html = (markdown: string) => marked.parse(markdown, { async: false });
const tagsOf = (markup: string) => new Set([...markup.matchAll(/<(\/?[a-z]+\d?)/gi)].map(([, tag]) => tag));

/** As a browser shows it. */
function shown(markup: string): string {
  const signs: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', amp: "&" };
  return markup
    .replace(/<[^>]*>/g, "")
    .replace(/&(?:#(\d+)|(\w+));/g, (_, number, name) => signs[name] ?? String.fromCodePoint(Number(number)));
}

const HOSTILE = [
  "a|b",
  "`a``b`",
  "<img src=x onerror=alert(1)>",
  "</td></tr></table><script>alert(1)</script>",
  "[click](javascript:alert(1))",
  "![x](http://127.0.0.1/x.png)",
  "@everyone and @octo/team, see #1 and octo/cat#2",
  "http://127.0.0.1/ www.example.com someone@example.com",
  "a\n\n# heading\n- item\n```\ncode",
  "**bold** _it_ ~~gone~~ $x^2$ &lt; \\",
  "1. one",
  "- one",
  "\u202eevil\u0000\u001b[31m",
];

test("says the verdict, why, each criterion with margin and interval, and what to look at", async () => {
  const text = await renderMarkdown(reported(unprotected));
  assert.match(text, /^### ✗ ABORTED: pricing-slow-unprotected$/m);
  assert.match(text, /\| ✗ \| ` shoppers\.p95 < 300ms ` \| expect \| 8\.86 s \| -8\.56 s \| – \|/);
  assert.match(text, /\| ✗ \| ` shoppers\.error_rate < 1% ` \| expect \| 23\.1 % \| -22\.1 % \| 20\.6 % to 25\.8 % \|/);
  assert.match(text, /Look at checkout -> pricing first/);
  assert.match(text, /\| ` checkout -> pricing ` \| baseline \|/);
  assert.match(text, /2 more signals are in the result/);
  assert.match(await renderMarkdown(reported(unsteady)), /^### \? INCONCLUSIVE/m);
  assert.match(await renderMarkdown(reported(guarded)), /^### ✓ PASS/m);
});

test("says in what interval a percentile of a whole phase lies", async () => {
  const text = await renderMarkdown(await reportedRun({}));
  assert.match(text, /` shoppers\.p95 < 300ms ` \| steady-state \| 30 ms \| [^|]+ \| 30 ms to 30 ms \|/);
  assert.match(text, /` shoppers\.p95 < 300ms ` \| expect \| 80 ms \| [^|]+ \| 80 ms to 80 ms \|/);
});

test("says how to take out what may still be in, to be copied", async () => {
  const text = await renderMarkdown(reported(leftovers));
  assert.match(text, /by hand:\n\n```\ncurl -X DELETE .*latency-1 # or stop the proxy\n```/);
});

test("no name makes markup, a link or a mention of it", async () => {
  for (const name of HOSTILE) {
    const [criterion] = unprotected.criteria;
    const hostile: JudgedCriterion = { ...(criterion as JudgedCriterion), text: name };
    const signals = { [name]: unprotected.signals.shoppers ?? {}, ...unprotected.signals };
    const result = {
      ...unprotected,
      title: name,
      reasons: [name],
      warnings: [name],
      hurt: [name],
      criteria: [hostile],
    };
    const text = await renderMarkdown(reported({ ...result, signals, experiment: name, platform: name }));
    const benign = await renderMarkdown(reported({ ...unprotected, warnings: ["a"] }));
    assert.deepEqual(tagsOf(html(text)), tagsOf(html(benign)), name);
    assert.doesNotMatch(shown(html(text).replace(/<code>.*?<\/code>/gs, "")), /@\w|#\d/, name);
  }
});

test("plain text is shown as it is, one line long", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.constantFrom(...HOSTILE.slice(0, -1))), (text) => {
      const markup = html(`- ${plainText(text)}`);
      assert.deepEqual(tagsOf(markup), new Set(["ul", "li", "/li", "/ul"]));
      const expected = text.replace(/\s+/g, " ").trim();
      assert.equal(shown(markup).replaceAll("\u200b", "").replace(/\s+/g, " ").trim(), expected);
    }),
  );
});

test("words and code stay in their cells, and in their block", () => {
  const some = fc.oneof(fc.string(), fc.stringMatching(/^[`|~\\ ]{1,8}$/), fc.constantFrom(...HOSTILE));
  fc.assert(
    fc.property(some, (text) => {
      for (const cell of [code(text), plainText(text)]) {
        const cells = html(table(["a", "b"], [[cell, "end"]])).match(/<td>.*?<\/td>/gs) ?? [];
        assert.equal(cells.length, 2);
        assert.equal(cells[1], "<td>end</td>");
      }
      assert.equal((html(`${codeBlock([text, text])}\n\nend`).match(/<pre>/g) ?? []).length, 1);
      assert.match(html(`${codeBlock([text, text])}\n\nend`), /<p>end<\/p>/);
    }),
  );
});
