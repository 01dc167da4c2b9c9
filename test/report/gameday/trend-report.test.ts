import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { marked } from "marked";
import { renderTrendJson, type TrendDocument } from "../../../src/report/gameday/trend-document.ts";
import { renderTrendMarkdown } from "../../../src/report/gameday/trend-markdown.ts";
import { renderTrendPage } from "../../../src/report/html/trend-page.ts";
import { renderTrend } from "../../../src/report/terminal/gameday-trend.ts";
import { textWidth } from "../../../src/report/terminal/text.ts";
import { text } from "../arbitraries.ts";
import { hostile } from "../html/hostile.ts";
import { trendDocument } from "./trend-document.ts";

const words = (document: TrendDocument, columns = 200) => renderTrend(document, { columns, colour: false }).join("\n");

describe("the trend", () => {
  const document = trendDocument();
  const forms = {
    "the terminal": words(document).replaceAll(/\s+/g, " "),
    Markdown: renderTrendMarkdown(document).replaceAll("&#62;", ">").replaceAll("&#60;", "<"),
    "the page": renderTrendPage(document)
      .replaceAll(/<[^>]*>/g, " ")
      .replaceAll("&gt;", ">")
      .replaceAll("&lt;", "<"),
  };
  for (const [name, form] of Object.entries(forms)) {
    test(`says what was filed, how far limits were, what is boring and what to try: ${name}`, () => {
      for (const said of [
        /2026-12-29-checkout-day/,
        /left/,
        /\+200 ms/,
        /-40 ms/,
        /boring: passed 3 times in a row, at least 50 % of each limit was left/,
        /its newest run that counts came to fail/,
        /latency: 600ms in place of 300ms/,
        /bandwidth/,
        /a first fault on gateway -> checkout/,
        /Not searched: gateway -> checkout/,
        /stray\.md/,
      ]) {
        assert.match(form, said);
      }
    });
  }

  test("where there is little room keeps the margins of the newest day, and says how many it leaves out", () => {
    const shown = words(document, 60);
    assert.match(shown, /MARGINS .* 2026-12-29$/m);
    assert.match(shown, /older days? left out/);
  });

  test("as JSON has all of it, and its version", () => {
    const { formatVersion, gamedays, unread } = JSON.parse(renderTrendJson(document));
    assert.equal(formatVersion, 1);
    assert.equal(gamedays[0].margins[0].points.length, 3);
    assert.equal(unread.length, 1);
  });

  test("of no days is no page of nothing that looks like something", () => {
    const none: TrendDocument = { times: 3, gamedays: [], strays: [], unread: [] };
    assert.equal(words(none), "");
    assert.doesNotMatch(renderTrendPage(none), /<table/);
  });
});

describe("hostile names in a trend", () => {
  const elements = (page: string) => [...page.matchAll(/<([a-z!/][^\s>]*)/gi)].map(([, name = ""]) => name);
  const renamed = (word: string): TrendDocument =>
    JSON.parse(
      ["Checkout in trouble", "pricing-slow", "2026-12-29-checkout-day", "bandwidth", "stray.md", "inventory"].reduce(
        (json, name) => json.replaceAll(name, JSON.stringify(word).slice(1, -1)),
        JSON.stringify(trendDocument()),
      ),
    );

  for (const name of hostile) {
    test(`are text and nothing else: ${name}`, () => {
      assert.deepEqual(elements(renderTrendPage(renamed(name))), elements(renderTrendPage(renamed("plain"))));
      const markdown = (word: string) => elements(marked.parse(renderTrendMarkdown(renamed(word)), { async: false }));
      assert.deepEqual(markdown(name), markdown("plain"));
    });
  }

  test("make no line wider than the terminal", () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 250 }), (word, columns) => {
        for (const line of renderTrend(renamed(word), { columns, colour: false })) {
          assert.ok(textWidth(line) <= columns, `${textWidth(line)} in ${columns}: ${line}`);
        }
      }),
      { numRuns: 50 },
    );
  });
});
