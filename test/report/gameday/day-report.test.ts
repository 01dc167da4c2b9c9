import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import { marked } from "marked";
import type { DayEvent } from "../../../src/judge/gameday/day-event.ts";
import { renderDayJson } from "../../../src/report/gameday/day-json.ts";
import { renderDayMarkdown } from "../../../src/report/gameday/day-markdown.ts";
import { renderDayPage } from "../../../src/report/html/day/page.ts";
import { renderDaySummary } from "../../../src/report/terminal/gameday-report.ts";
import { textWidth } from "../../../src/report/terminal/text.ts";
import { dayEvents } from "../../support/game-days.ts";
import { text } from "../arbitraries.ts";
import { hostile } from "../html/hostile.ts";
import { ofEvents, renamedDay, reportedDay, SCRIPT } from "./reported-day.ts";

const link = (path: string) => `..${path}`;
const summaryOf = (day = reportedDay(), columns = 100) => renderDaySummary(day, { columns, colour: false }).join("\n");

describe("the report of a game day", () => {
  const forms = {
    "the page": renderDayPage(reportedDay(), link).replaceAll(/<[^>]*>/g, ""),
    Markdown: renderDayMarkdown(reportedDay(), link).replaceAll("&#8203;", ""),
    "the summary": summaryOf(),
  };
  for (const [name, form] of Object.entries(forms)) {
    test(`says what was expected, seen, found and spent, and who was there: ${name}`, () => {
      for (const said of [
        /Nobody notices pricing-slow/,
        /PASS/,
        /ABORTED/,
        /pricing-gone came to aborted/,
        /there is no run run-3/,
        /Retries triple the load/,
        /findings\/2026-12-01-2\.md/,
        /51,840/,
        /312 of 24,000/,
        /Ada \(leader\), Grace \(scribe\)/,
        /Linus \(observer\)/,
        /no netem here/,
        /kubectl rollout undo/,
      ]) {
        assert.match(form, said);
      }
    });
  }

  test("says by what margin criteria held, and leads to each run's own report that is there", () => {
    const page = renderDayPage(reportedDay(), link);
    assert.deepEqual(page.match(/href="\.\.[^"]*"/g), ['href="../runs/run-1/report.html"']);
    assert.match(
      page,
      /<code>shoppers\.p95 &lt; 300ms<\/code><\/th><td class="short" data-heading="role">expect<\/td>.*\+\d+ ms/,
    );
    assert.match(renderDayMarkdown(reportedDay(), link), /\[its report\]\(<\.\.\/runs\/run-1\/report\.html>\)/);
  });

  test("shows times by the clocks of the day's zone, each event in the journal's order, also where a clock was set back", () => {
    const events = dayEvents({ ...SCRIPT, began: "2026-07-01T23:58:00Z" });
    const back = events.map((event, at): DayEvent => (at < 5 ? event : { ...event, atMs: event.atMs - 600_000 }));
    const day = ofEvents(back);
    const page = renderDayPage(day, link);
    // London is an hour ahead of UTC then.
    assert.match(page, /<time datetime="2026-07-01T23:58:00\.000Z">00:58:00<\/time>/);
    assert.equal(page.match(/the clock was set back/g)?.length, 1);
    assert.match(page, />2026-07-02 00|>00:5\d:00/);
    assert.match(renderDayMarkdown(day, link), /the clock was set back/);
  });

  for (const [standing, said] of [
    ["left", /was left before its end.*gameday run gameday\.yaml --resume/],
    ["cut-off", /was cut off, and has no end.*--resume.*recover/],
    ["under-way", /The day goes on/],
  ] as const) {
    test(`of a day that is ${standing} says so, and what to do`, () => {
      const day = reportedDay({ ...SCRIPT, end: standing === "left" ? "left" : "none" }, standing);
      assert.match(renderDayPage(day, link), said);
      assert.match(renderDayMarkdown(day, link).replaceAll("\n", " "), said);
      assert.match(summaryOf(day, 1000), said);
      assert.match(summaryOf(day), /isn't counted/);
    });
  }

  test("tells a verdict that the run's own journal came to later", () => {
    const day = reportedDay({ runs: [{ experiment: "pricing-slow", run: "run-2", verdict: "pass" }] });
    assert.match(summaryOf(day), /Since then its journal says aborted/);
    assert.match(renderDayPage(day, link), /Since then its journal says aborted/);
    assert.doesNotMatch(summaryOf(), /Since then/);
  });

  test("says of a run that goes on that it has no end, not that none began", () => {
    const events = dayEvents(SCRIPT);
    const noted = events.findIndex(({ type }) => type === "noted");
    const day = ofEvents(events.slice(0, noted), "under-way");
    for (const form of [renderDayPage(day, link), renderDayMarkdown(day, link), summaryOf(day)]) {
      assert.match(form, /no end/);
      assert.doesNotMatch(form, /no run began/);
    }
  });

  test("tells faults that a run didn't come to from those that it put in", () => {
    for (const form of [renderDayPage(reportedDay(), link), renderDayMarkdown(reportedDay(), link)]) {
      assert.match(form, /kill on pricing: ends the process at once \(SIGKILL\) \(it never went in\)/);
      assert.match(form, /adds 2\.8s ± 100ms to all answers\s*<\/li>|adds 2\.8s ± 100ms to all answers\n/);
    }
  });

  test("says what is known of the budget when a journal was gone at the end, or it was overspent before", () => {
    const events = dayEvents({ ...SCRIPT, given: { budget: { slo: 0.999, left: -20.5, planned: 12_000 } } });
    const uncounted = events.map((event): DayEvent => {
      if (event.type !== "day-ended") return event;
      const { spent: _, ...ended } = event;
      return ended;
    });
    const said = summaryOf(ofEvents(uncounted), 1000);
    assert.match(said, /, 0 more could fail before the day/);
    assert.match(said, /at its end a run's journal could not be read/);
    assert.doesNotMatch(said, /that is done at its end/);
  });

  test("has the way back as it is to be typed", () => {
    const wayBack = ["kubectl get pods -o name | xargs kubectl delete"];
    const day = reportedDay({ ...SCRIPT, given: { wayBack } });
    assert.match(renderDayMarkdown(day, link), /^kubectl get pods -o name \| xargs kubectl delete$/m);
  });

  test("has a state to go on with as JSON", () => {
    const { formatVersion, standing, state, runs } = JSON.parse(renderDayJson(reportedDay()));
    assert.deepEqual([formatVersion, standing, state.stage.kind], [1, "over", "over"]);
    assert.deepEqual(Object.keys(runs), ["run-1", "run-2", "run-3"]);
    assert.equal(runs["run-1"].verdict, "pass");
    assert.equal(runs["run-3"].lost, "there is no run run-3 in .brownout/runs.");
  });
});

describe("text of people that is hostile", () => {
  const words = [
    "Ada",
    "p95 climbs",
    "The cache",
    "Retries triple",
    "Checkout in trouble",
    "Nobody notices",
    "run-1",
    "no netem",
  ];

  /** The names of all that is opened as markup. */
  const elements = (page: string) => [...page.matchAll(/<([a-z!/][^\s>]*)/gi)].map(([, name = ""]) => name);
  const named = (word: string) => renamedDay(Object.fromEntries(words.map((one) => [one, word])));
  const plain = named("plain");

  for (const name of hostile) {
    test(`is text and nothing else: ${name}`, () => {
      const day = named(name);
      assert.deepEqual(elements(renderDayPage(day, link)), elements(renderDayPage(plain, link)));
      const markdown = (one: typeof day) => elements(marked.parse(renderDayMarkdown(one, link), { async: false }));
      assert.deepEqual(markdown(day), markdown(plain));
    });
  }

  test("is whole, however long it is", () => {
    const long = `${"word ".repeat(1900)}end-of-note`;
    assert.match(renderDayMarkdown(renamedDay({ "p95 climbs": long }), link), /end-of-note/);
    assert.match(renderDayPage(renamedDay({ "p95 climbs": long }), link), /end-of-note/);
  });

  test("moves no cursor, and makes no line wider than the terminal", () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 250 }), (word, columns) => {
        for (const line of renderDaySummary(named(word), { columns, colour: false })) {
          assert.equal(stripVTControlCharacters(line), line);
          assert.ok(textWidth(line) <= columns, `${textWidth(line)} in ${columns}: ${line}`);
        }
      }),
      { numRuns: 50 },
    );
  });
});

test("the page's own policy lets it load and run nothing", () => {
  const page = renderDayPage(reportedDay(), link);
  assert.match(page, /content="default-src &#39;none&#39;; style-src &#39;sha256-[^"]*&#39;; img-src data:;/);
  assert.doesNotMatch(page, /<script|script-src|https?:/);
});
