import assert from "node:assert/strict";
import { createReadStream, existsSync, globSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, extname, join, relative, resolve } from "node:path";
import { pipeline } from "node:stream";
import type { Browser, Page } from "playwright-core";
import { brokenRules, noChromium, startChromium } from "../test/support/chromium.ts";
import { testsNeeding } from "../test/support/needs.ts";

const site = join(import.meta.dirname, "dist");
const { describe, test, before, after } = testsNeeding(noChromium);

const html = new Map(
  globSync("**/*.html", { cwd: site }).map((path) => [path, readFileSync(join(site, path), "utf8")]),
);

test("no link of the site leads nowhere", () => {
  assert.ok(html.size > 50, "the site is built: npm run site");
  const ids = new Map([...html].map(([path, text]) => [path, new Set(attributes(text, "id"))]));
  const wrongs = [...html].flatMap(([path, text]) =>
    attributes(text, "href").flatMap((href) => {
      if (/^([a-z]+:|\/\/)/.test(href)) return [];
      const [to = "", anchor = ""] = decodeURI(href).split("#");
      const file = to === "" ? path : relative(site, resolve(site, dirname(path), to.replace(/^\//, `${site}/`)));
      const page = [file, join(file, "index.html")].find((one) => html.has(one));
      if (page === undefined) return existsSync(join(site, file)) && extname(file) !== "" ? [] : [`${path}: ${href}`];
      return anchor === "" || ids.get(page)?.has(anchor) ? [] : [`${path}: ${href} has no such anchor`];
    }),
  );
  assert.deepEqual(wrongs, []);
});

describe("the site in a browser", () => {
  let server: Server;
  let browser: Browser;
  let origin: string;

  before(async () => {
    server = createServer((request, response) => {
      const { pathname } = new URL(request.url ?? "/", origin);
      const path = join(site, pathname.endsWith("/") ? `${pathname}index.html` : pathname);
      response.setHeader("content-type", TYPES[extname(path)] ?? "application/octet-stream");
      pipeline(createReadStream(path), response, (error) => error && response.destroy());
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await startChromium();
  });
  after(async () => {
    await browser.close();
    server.closeAllConnections();
    server.close();
  });

  /** Opens a page without a network, and notes whatever goes wrong in it. */
  async function open(path: string, colorScheme: "light" | "dark", width: number): Promise<[Page, string[]]> {
    const page = await browser.newPage({ colorScheme, viewport: { width, height: 900 } });
    const wrongs: string[] = [];
    page.on("pageerror", (error) => wrongs.push(error.message));
    page.on("console", (message) => message.type() === "error" && wrongs.push(message.text()));
    await page.route(
      (url) => url.origin !== origin,
      async (route) => {
        wrongs.push(route.request().url());
        await route.abort();
      },
    );
    await page.goto(origin + path, { waitUntil: "networkidle" });
    return [page, wrongs];
  }

  for (const [colorScheme, width] of [
    ["light", 1280],
    ["dark", 390],
  ] as const) {
    for (const path of ["/", "/first-experiment.html", "/commands.html"]) {
      test(`${path} can be read by all in ${colorScheme} at ${width} pixels`, async () => {
        const [page, wrongs] = await open(path, colorScheme, width);
        assert.equal(await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), true);
        const serious = (await brokenRules(page)).filter(({ impact }) => ["serious", "critical"].includes(impact));
        assert.deepEqual(serious, []);
        assert.deepEqual(wrongs, []);
        await page.close();
      });
    }
  }

  test("finds a word, and opens the page that has it", async () => {
    const [page, wrongs] = await open("/", "light", 1280);
    await page.getByRole("button", { name: "Search" }).first().click();
    await page.locator("#localsearch-input").fill("coordinated omission");
    await page.locator(".results .result").first().click();
    await page.getByRole("heading", { level: 1, name: /^Why open loop/ }).waitFor();
    assert.match(page.url(), /open-loop\.html/);
    assert.deepEqual(wrongs, []);
    await page.close();
  });
});

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".json": "application/json",
  ".png": "image/png",
  ".woff2": "font/woff2",
};

function attributes(text: string, name: string): readonly string[] {
  return [...text.matchAll(new RegExp(`\\s${name}="([^"]*)"`, "g"))].map(([, value = ""]) =>
    value.replaceAll("&amp;", "&"),
  );
}
