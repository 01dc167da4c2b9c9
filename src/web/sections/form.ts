import { type Content, html, type Markup } from "../../report/html/markup.ts";

/**
 * A form that asks for something: `ask` is its name in asks.ts, and its fields are named as there. Why it was refused is said in it.
 * @param stages stages of the day in which it is there, with spaces between them; always where none are named
 */
export function askForm(ask: string, fields: Content, button: string, stages?: string): Markup {
  const shown = stages === undefined ? undefined : html` data-stages="${stages}" hidden`;
  return html`<form class="ask" data-ask="${ask}"${shown}>${fields}
<button type="submit">${button}</button>
<p class="refusal" role="alert"></p></form>
`;
}

/** A line to write in. */
export function lineField(id: string, name: string, label: string, most: number): Markup {
  return html`<label for="${id}">${label}</label>
<input id="${id}" name="${name}" maxlength="${most}" required autocomplete="off">`;
}

/** A place for a longer text. Ctrl and Enter send it. */
export function textField(id: string, label: string): Markup {
  return html`<label for="${id}">${label}</label>
<textarea id="${id}" name="text" rows="3" maxlength="10000" required></textarea>`;
}
