import { type Content, html, type Markup } from "./markup.ts";

/** Letters of a cell that isn't broken into lines. */
const SHORT = 20;

/** A table whose first column names its rows. Where it is too wide it scrolls by itself, with the keyboard, too. */
export function table(
  caption: string,
  headings: readonly Content[],
  rows: readonly (readonly [Content, ...Content[]])[],
): Markup {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table>
<caption>${caption}</caption>
<thead><tr>${headings.map((heading) => html`<th scope="col">${heading}</th>`)}</tr></thead>
<tbody>${rows.map(tableRow)}</tbody>
</table></div>`;
}

function tableRow([name, ...cells]: readonly [Content, ...Content[]]): Markup {
  return html`<tr><th scope="row">${name}</th>${cells.map((cell) => (isShort(cell) ? html`<td class="short">${cell}</td>` : html`<td>${cell}</td>`))}</tr>\n`;
}

/** A figure stays beside its unit. */
function isShort(cell: Content): boolean {
  return typeof cell === "string" && cell.length <= SHORT;
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
