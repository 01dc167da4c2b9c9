import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { renderDayPage } from "../../../src/report/html/day/page.ts";
import { renderTrendPage } from "../../../src/report/html/trend-page.ts";
import { brokenRules, noChromium, scrollingTables, startChromium } from "../../support/chromium.ts";
import { testsNeeding } from "../../support/needs.ts";
import { renamedDay, reportedDay } from "../gameday/reported-day.ts";
import { trendDocument } from "../gameday/trend-document.ts";
import { hostile } from "./hostile.ts";

const { describe, test, before, after } = testsNeeding(noChromium);

const [script = "", image = "", handler = ""] = hostile;
const link = (path: string) => `..${path}`;
const pages = {
  "a game day": renderDayPage(reportedDay(), link),
  "a game day whose every text is hostile": renderDayPage(
    renamedDay({ Ada: script, "p95 climbs": image, "Retries triple": handler, "Nobody notices": script }),
    link,
  ),
  "the trend": renderTrendPage(trendDocument()),
};

describe("pages of game days", () => {
  let folder: string;
  let browser: Browser;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "brownout-day-"));
    browser = await startChromium();
  });
  after(async () => {
    await browser.close();
    await rm(folder, { recursive: true });
  });

  async function open(html: string, colorScheme: "light" | "dark", width: number): Promise<Page> {
    const path = join(folder, `${colorScheme}.html`);
    await writeFile(path, html);
    const context = await browser.newContext({ colorScheme, viewport: { width, height: 800 } });
    const page = await context.newPage();
    await page.goto(pathToFileURL(path).href);
    return page;
  }

  for (const [name, html] of Object.entries(pages)) {
    for (const [scheme, width] of [
      ["light", 1280],
      ["dark", 390],
    ] as const) {
      test(`that of ${name} can be read by all in ${scheme} at ${width} pixels, and runs nothing`, async () => {
        const page = await open(html, scheme, width);
        assert.equal(await page.evaluate("window.xss"), undefined);
        assert.equal(await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), true);
        const captions = "[...document.querySelectorAll('caption')]";
        assert.deepEqual(
          await page.evaluate(
            `${captions}.filter((one) => one.getBoundingClientRect().right > innerWidth).map((one) => one.textContent)`,
          ),
          [],
        );
        assert.deepEqual(await brokenRules(page), []);
        if (width < 400) assert.deepEqual(await scrollingTables(page), []);
      });
    }
  }
});
