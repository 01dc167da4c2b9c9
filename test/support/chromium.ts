import { existsSync } from "node:fs";
import axe from "axe-core";
import { type Browser, chromium, type Page } from "playwright-core";
import { lacking } from "./needs.ts";

const executablePath = "/usr/bin/chromium";

/** The reason that pages can't be tried here; false where they can. */
export const noChromium = existsSync(executablePath) ? false : lacking("chromium", `${executablePath} isn't there`);

/** Chromium asks its maker's hosts for news at every start, unless it is told not to. */
const args = ["--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

export function startChromium(): Promise<Browser> {
  return chromium.launch({ executablePath, args, chromiumSandbox: false });
}

/** All that goes wrong in a page from now on, and whatever it asks for that isn't at an origin or within it. */
export function wrongsIn(page: Page, origin: string): readonly string[] {
  const wrongs: string[] = [];
  page.on("pageerror", (error) => wrongs.push(error.message));
  page.on("console", (message) => wrongs.push(message.text()));
  page.on("dialog", (dialog) => wrongs.push(dialog.message()));
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(origin) && !url.startsWith("data:")) wrongs.push(url);
  });
  return wrongs;
}

/** A rule of accessibility that a page breaks. */
interface BrokenRule {
  readonly id: string;
  /** `minor`, `moderate`, `serious` or `critical`. */
  readonly impact: string;
  /** The first element that breaks it. */
  readonly element: string | undefined;
}

/** The rules of accessibility that a page breaks as it is now. */
export async function brokenRules(page: Page): Promise<readonly BrokenRule[]> {
  await page.evaluate(axe.source);
  const { violations } = (await page.evaluate("axe.run()")) as {
    violations: { id: string; impact: string; nodes: { html: string }[] }[];
  };
  return violations.map(({ id, impact, nodes }) => ({ id, impact, element: nodes[0]?.html }));
}

/** The captions of tables of rows that are wider than their place, so that one has to scroll. */
export async function scrollingTables(page: Page): Promise<readonly string[]> {
  const wider = "({ parentElement: place }) => place.scrollWidth > place.clientWidth";
  return await page.evaluate(
    `[...document.querySelectorAll("table.rows")].filter(${wider}).map(({ caption }) => caption.textContent)`,
  );
}
