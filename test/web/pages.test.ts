import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import type { RunEvent } from "../../src/judge/history/event.ts";
import { hostile } from "../report/html/hostile.ts";
import { brokenRules, noChromium, startChromium, wrongsIn } from "../support/chromium.ts";
import { testsNeeding } from "../support/needs.ts";
import { openPlayedDay } from "./played-day.ts";
import { openRealDay } from "./real-day.ts";

const { describe, test, before, after } = testsNeeding(noChromium);

const PHONE: BrowserContextOptions = { viewport: { width: 390, height: 844 }, colorScheme: "dark", hasTouch: true };
const NARROW: BrowserContextOptions = { viewport: { width: 360, height: 640 } };

describe("a game day on its pages", () => {
  let browser: Browser;
  before(async () => {
    browser = await startChromium();
  });
  after(async () => {
    await browser.close();
  });

  /** Opens a link in a browser of its own, and comes in by the name that is there, or another. */
  async function come(
    t: TestContext,
    link: string,
    { name, ...options }: BrowserContextOptions & { name?: string } = {},
  ) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    t.after(() => context.close());
    const page = await context.newPage();
    const wrongs = wrongsIn(page, new URL(link).origin);
    await page.goto(link);
    await page.locator("#join-form").waitFor();
    if (name !== undefined) await page.locator("#join-name").fill(name);
    await page.keyboard.press("Enter");
    await page.locator("#people li").first().waitFor();
    return { page, wrongs, context };
  }

  test("three people see the same, and each may do what is theirs", async (t) => {
    const day = await openPlayedDay(t);
    const ada = await come(t, day.links.leader);
    const grace = await come(t, day.links.scribe);
    const linus = await come(t, day.links.observer, PHONE);
    const pages = [ada.page, grace.page, linus.page];
    for (const page of pages) assert.equal(new URL(page.url()).hash, "");
    await says(linus.page, "#people", "Ada, leaderGrace, scribeLinus, observer");
    assert.equal(await buttons(ada.page), 12);
    assert.equal(await buttons(grace.page), 5);
    assert.equal(await buttons(linus.page), 3);

    await ada.page.getByRole("button", { name: "Begin" }).click();
    for (const page of pages) await says(page, "#hypothesis", "Nobody notices simulated.");
    assert.equal(await linus.page.locator("#stop-bar").isVisible(), false);
    await ada.page.getByRole("button", { name: "Go", exact: true }).click();
    await says(linus.page, "#stage", "Running: simulated");
    await day.play(6000);
    for (const page of pages) {
      await page.locator("#map .edge.d3").first().waitFor();
      assert.equal(await page.locator("#charts canvas").count(), 3);
      assert.equal(await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), true);
      assert.ok(await isInSight(page, "#stop-bar button"));
      assert.equal(
        await page.evaluate(
          "(({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth)(document.querySelector('#figures-place .scroll'))",
        ),
        true,
      );
      assert.deepEqual(await brokenRules(page), []);
    }

    await linus.page.locator("#note-text").fill("carts are slow");
    await linus.page.getByRole("button", { name: "Note it" }).click();
    await says(ada.page, "#note-list .text", "carts are slow");
    await grace.page.route("**/ask/note", async (route) => {
      await grace.page.locator("#note-text").fill("and the next");
      await route.continue();
    });
    await grace.page.locator("#note-text").fill("alarm at 10:04");
    await grace.page.getByRole("button", { name: "Note it" }).click();
    await says(ada.page, "#note-list .text", "alarm at 10:04");
    await grace.page.locator('form[data-ask="note"] button:not([aria-disabled])').waitFor();
    assert.equal(await grace.page.locator("#note-text").inputValue(), "and the next");
    await ada.page.reload();
    await says(ada.page, "#note-list .text", "alarm at 10:04");
    await ada.page.locator("#map .edge.d3").first().waitFor();
    assert.equal(await ada.page.locator("#charts canvas").count(), 3);

    await grace.context.close();
    await until(async () => {
      await day.clock.advance(15_000);
      return !day.desk.state.present.some(({ name }) => name === "Grace");
    });
    await says(linus.page, "#people", "Ada, leaderLinus, observer");

    await Promise.all([linus.page.locator("#stop-bar button").tap(), ada.page.keyboard.press("s")]);
    await until(async () => day.desk.state.stops.length === 2);
    for (const page of [ada.page, linus.page]) {
      await says(page, "#alarm", /^Stop: (?:Ada and Linus|Linus and Ada), at .* is being taken out\.$/);
    }
    assert.equal(day.runner.isStopped, true);
    day.runner.finish("inconclusive", "Nothing was proved: it was stopped.");
    await says(linus.page, "#outcome", "inconclusive: Nothing was proved: it was stopped. report of run run-1");
    assert.equal(await linus.page.locator("#stop-bar").isVisible(), false);
    assert.deepEqual(await brokenRules(linus.page), []);
    for (const { wrongs } of [ada, linus]) assert.deepEqual(wrongs, []);
  });

  test("a second leader is told who leads", async (t) => {
    const day = await openPlayedDay(t);
    await come(t, day.links.leader);
    const context = await browser.newContext();
    t.after(() => context.close());
    const page = await context.newPage();
    await page.goto(day.links.leader);
    await page.locator("#join-name").fill("Barbara");
    await page.keyboard.press("Enter");
    await says(page, ".refusal", /^Ada leads since 00:00\. The place is free when they leave/);
    assert.deepEqual(await brokenRules(page), []);
  });

  test("words that would do something on a page are words", async (t) => {
    const [gateway = "", checkout = "", pricing = "", inventory = "", Checkout = "", nobody = ""] = hostile.slice(3);
    const renamed = { gateway, checkout, pricing, inventory, Checkout, "Nobody notices": nobody };
    const day = await openPlayedDay(t, { renamed });
    const ada = await come(t, day.links.leader, { ...NARROW, name: hostile[0] });
    const byName = { name: hostile[0], role: "leader" } as const;
    await day.desk.begin(byName);
    for (const text of hostile) await day.desk.note(byName, text);
    await day.desk.decide(byName, true);
    await day.play(6000);
    await ada.page.locator("#map .edge.d3").first().waitFor();
    assert.equal(await ada.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), true);
    day.runner.finish("fail", hostile[1]);
    await ada.page.locator("#outcome").waitFor();
    for (const text of hostile) {
      await day.desk.learn(byName, text);
      await day.desk.file(byName, { title: text, owner: text, severity: "high", text });
    }
    await until(async () => (await ada.page.locator("#finding-list li").count()) === hostile.length);
    const shown = await ada.page.locator("#note-list .text").allTextContents();
    assert.deepEqual(shown.toReversed(), [...hostile]);
    assert.equal(await ada.page.locator("#title, h1").textContent(), Checkout);
    assert.equal(await ada.page.evaluate("window.xss"), undefined);
    assert.deepEqual(ada.wrongs, []);
  });

  test("a day is held by keyboard alone, from the link to its end", async (t) => {
    const { desk, folder, links } = await openRealDay(t);
    let phase = "";
    desk.onRunEvent((event: RunEvent) => {
      if (event.type === "phase") phase = event.phase;
    });
    const { page, wrongs, context } = await come(t, links.find(({ role }) => role === "leader")?.url ?? "");
    await press(page, "begin");
    await says(page, "#stage", "Go or no-go: pair");
    assert.equal(await page.evaluate("document.activeElement.id"), "stage");
    await press(page, "go");
    await says(page, "#phase", /^fault,/);

    await page.evaluate(
      "addEventListener('keydown', ({ key }) => { if (key === 's') window.pressedAtMs = Date.now(); }, { capture: true })",
    );
    const asked = new Promise<{ readonly atMs: number; readonly phase: string }>((resolve) => {
      desk.onEvent((event) => {
        if (event.type === "stop-asked") resolve({ atMs: event.atMs, phase });
      });
    });
    await page.keyboard.press("s");
    const stopped = await asked;
    assert.equal(stopped.phase, "fault");
    const pressedAtMs = (await page.evaluate("window.pressedAtMs")) as number;
    t.diagnostic(`a stop was asked for ${stopped.atMs - pressedAtMs} ms after the key`);
    await says(page, "#outcome", /^inconclusive: Nothing was proved: Ada stopped the run before/);

    await write(page, "note-text", "stopped on purpose");
    await press(page, "again");
    await says(page, "#stage", "Go or no-go: pair");
    await press(page, "go");
    await says(page, "#stage", "Running: pair");
    await says(page, "#outcome", /^pass: .*report of run/);
    await says(page, "#criteria-place caption", "Criteria at the end");
    await says(page, "#figures-place caption", "Loads and edges at the end, against the baseline");
    await write(page, "learn-text", "It holds.");
    for (const [id, text] of [
      ["finding-title", "No alert"],
      ["finding-owner", "Grace"],
    ] as const) {
      await tabTo(page, `#${id}`);
      await page.keyboard.type(text);
    }
    await write(page, "finding-text", "Nobody was told.");
    await says(page, "#finding-list", "low No alert (Grace; pair) findings/");
    assert.equal((await readdir(join(folder, "findings"))).length, 1);

    const opened = context.waitForEvent("page");
    await tabTo(page, "#outcome a");
    await page.keyboard.press("Enter");
    const report = await opened;
    await report.locator("#charts canvas").first().waitFor();
    // Whatever got into a report can do nothing to the day.
    assert.equal(await report.evaluate("window.origin"), "null");
    await report.close();

    await press(page, "reviewed");
    await says(page, "#stage", "All experiments are through");
    await press(page, "end");
    await says(page, "#stage", "The day is over");
    assert.equal(await desk.done, "over");
    assert.deepEqual(wrongs, []);
  });
});

/** Waits until an element says something: all of it, or for a link with what it begins. */
async function says(page: Page, selector: string, words: string | RegExp): Promise<void> {
  const isSaid = (text: string) => (typeof words === "string" ? text.startsWith(words) : words.test(text));
  let last = "";
  await until(async () => {
    last = (await page.locator(selector).first().textContent()) ?? "";
    return isSaid(last);
  }).catch((cause: unknown) => {
    throw new Error(`${selector} says "${last}", and not ${words}`, { cause });
  });
}

/** Looks again and again, for as long as a slow machine may take. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  const signal = AbortSignal.timeout(30_000);
  while (!(await isSo())) {
    signal.throwIfAborted();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Buttons that there are, shown or not. */
async function buttons(page: Page): Promise<number> {
  return await page.locator("form[data-ask] button").count();
}

async function isInSight(page: Page, selector: string): Promise<boolean> {
  const [box, size] = [await page.locator(selector).boundingBox(), page.viewportSize()];
  if (box === null || size === null) return false;
  return box.y >= 0 && box.y + box.height <= size.height && box.x >= 0 && box.x + box.width <= size.width;
}

/** Goes from element to element as the keyboard does, until one is reached. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 80; presses++) {
    await page.keyboard.press("Tab");
    if (await page.evaluate(`document.activeElement?.matches(${JSON.stringify(selector)}) === true`)) return;
  }
  throw new Error(`no Tab leads to ${selector}`);
}

async function press(page: Page, ask: string): Promise<void> {
  await tabTo(page, `form[data-ask="${ask}"] button`);
  await page.keyboard.press("Enter");
}

async function write(page: Page, id: string, text: string): Promise<void> {
  await tabTo(page, `#${id}`);
  await page.keyboard.type(text);
  await page.keyboard.press("Control+Enter");
}
