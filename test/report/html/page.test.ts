import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { renderHtml } from "../../../src/report/formats/html.ts";
import { brokenRules, noChromium, scrollingTables, startChromium, wrongsIn } from "../../support/chromium.ts";
import { testsNeeding } from "../../support/needs.ts";
import { hostile } from "./hostile.ts";
import { renamed, reportedRun } from "./reported-run.ts";

const { describe, test, before, after } = testsNeeding(noChromium);

describe("the page of a run whose every name is hostile", () => {
  let folder: string;
  let browser: Browser;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "brownout-page-"));
    browser = await startChromium();
  });
  after(async () => {
    await browser.close();
    await rm(folder, { recursive: true });
  });

  /** Opens the page and notes whatever goes wrong in it. */
  async function open(
    colorScheme: "light" | "dark",
    width: number,
  ): Promise<{ page: Page; wrongs: readonly string[] }> {
    const run = await reportedRun({ plan: { faults: [{ delayMs: 2000 }] } });
    const [gateway = "", checkout = "", pricing = "", inventory = "", simulated = ""] = hostile.slice(4);
    const path = join(folder, `${colorScheme}.html`);
    await writeFile(path, await renderHtml(await renamed(run, { gateway, checkout, pricing, inventory, simulated })));
    const context = await browser.newContext({ colorScheme, viewport: { width, height: 800 }, bypassCSP: false });
    const page = await context.newPage();
    const wrongs = wrongsIn(page, "file:");
    await page.goto(pathToFileURL(path).href);
    return { page, wrongs };
  }

  for (const [scheme, width] of [
    ["light", 1280],
    ["dark", 390],
  ] as const) {
    test(`runs none of it, draws, and can be read by all in ${scheme} at ${width} pixels`, async () => {
      const { page, wrongs } = await open(scheme, width);
      assert.equal(await page.evaluate("window.xss"), undefined);
      assert.equal(await page.locator("#charts canvas").count(), 3);
      assert.equal(await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), true);

      const edges = () =>
        page.evaluate("[...document.querySelectorAll('#map .edge')].map((edge) => edge.getAttribute('class'))");
      const whole = await edges();
      await page.locator("#moment").press("Home");
      assert.notDeepEqual(await edges(), whole);
      assert.match((await page.locator("#moment-text").textContent()) ?? "", /^500 ms after the start/);
      await page.locator('[data-zoom="fault"]').press("Enter");
      await page.locator("#signal").selectOption({ index: 1 });
      assert.equal(await page.evaluate("window.xss"), undefined);
      assert.deepEqual(wrongs, []);

      assert.deepEqual(await brokenRules(page), []);
      if (width < 400) assert.deepEqual(await scrollingTables(page), []);
    });
  }
});
