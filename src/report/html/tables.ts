import { type Content, html, type Markup } from "./markup.ts";

/** Letters of a cell that isn't broken into lines. */
const SHORT = 20;

/**
 * A table whose first column names its rows. Where it is too wide it scrolls by itself, with the keyboard, too; on a phone the cells of a row
 * stand one after the other, each behind its heading.
 */
export function table(
  caption: string,
  headings: readonly string[],
  rows: readonly (readonly [Content, ...Content[]])[],
): Markup {
  const [, ...others] = headings;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table class="rows">
<caption>${caption}</caption>
<thead><tr>${headings.map((heading) => html`<th scope="col">${heading}</th>`)}</tr></thead>
<tbody>${rows.map((row) => tableRow(row, others))}</tbody>
</table></div>`;
}

function tableRow([name, ...cells]: readonly [Content, ...Content[]], headings: readonly string[]): Markup {
  const tableCells = cells.map((cell, at) => {
    const className = isShort(cell) ? html` class="short"` : undefined;
    return html`<td${className} data-heading="${headings[at]}">${cell}</td>`;
  });
  return html`<tr><th scope="row">${name}</th>${tableCells}</tr>\n`;
}

/** A figure stays beside its unit. */
function isShort(cell: Content): boolean {
  return typeof cell === "number" || (typeof cell === "string" && cell.length <= SHORT);
}

/** Points of a list; nothing where there are none. */
export function points(texts: readonly Content[], name?: string): Content {
  if (texts.length === 0) return undefined;
  const className = name === undefined ? undefined : html` class="${name}"`;
  return html`<ul${className}>${texts.map((text) => html`<li>${text}</li>`)}</ul>`;
}

/** A part of the page with its heading, that can be linked to. */
export function section(id: string, title: string, ...body: readonly Content[]): Markup {
  return html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>\n${body}</section>\n`;
}

/** A list as a part of the page; nothing where it is empty. */
export function listSection(id: string, title: string, texts: readonly Content[]): Content {
  return texts.length === 0 ? undefined : section(id, title, points(texts));
}
