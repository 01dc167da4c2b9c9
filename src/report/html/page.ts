import { createHash } from "node:crypto";
import type { PageParts } from "../../values/browser-page.ts";
import { type Content, html, jsonWithin, Markup } from "./markup.ts";
import type { PageData } from "./page-data.ts";
import { STYLE } from "./style.ts";

/** Parts of the page that its own list leads to. */
const PARTS: readonly (readonly [id: string, title: string])[] = [
  ["timeline", "Timeline"],
  ["cascade", "Cascade"],
  ["order", "Order of degradation"],
  ["heat", "Heat map"],
  ["criteria", "Criteria"],
  ["faults", "Faults"],
  ["signals", "Figures"],
  ["harness", "Harness"],
  ["logs", "Logs"],
  ["experiment", "Experiment"],
];

/**
 * A whole page, in one file that needs nothing else. Its policy lets it load nothing, and run no script but its own: whatever
 * text of a run got into it as markup would do nothing.
 */
export function pageOf(title: string, top: Markup, body: readonly Content[], data: PageData, page: PageParts): string {
  return documentOf(
    { title, style: `${page.style}\n${STYLE}`, script: page.script },
    html`<a class="skip" href="#main">To the report</a>
<main id="main">
${top}<nav aria-label="Parts of the report"><ul>${PARTS.map(
      ([id, name]) => html`<li><a href="#${id}">${name}</a></li>`,
    )}</ul></nav>
${body}</main>
${scriptElement(` type="application/json" id="data"`, jsonWithin(data))}
${scriptElement("", new Markup(page.script))}
`,
  );
}

/** The things that the head of a page says. */
interface Head {
  readonly title: string;
  readonly style: string;
  /** The only one that may run; none where none may. */
  readonly script?: string;
  /** True where the script may ask the server that the page came from; else nobody. */
  readonly asksServer?: true;
}

/** A document of HTML whose policy lets it load nothing. */
export function documentOf({ title, style, script, asksServer }: Head, body: Markup): string {
  const policy = [
    "default-src 'none'",
    ...(script === undefined ? [] : [`script-src '${hashOf(script)}'`]),
    `style-src '${hashOf(style)}'`,
    "img-src data:",
    ...(asksServer ? ["connect-src 'self'", "require-trusted-types-for 'script'"] : []),
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>${new Markup(style)}</style>
</head>
<body>
${body}</body>
</html>
`.text;
}

/** A script element. What a bundler makes of a template with the end of one in it needs code that isn't there. */
export function scriptElement(attributes: string, content: Markup): Markup {
  return new Markup(`<script${attributes}>${content.text}</script>`);
}

/** As a policy names a text that may be there. */
function hashOf(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
