import type { Person } from "../judge/gameday/day-event.ts";
import type { DayState } from "../judge/gameday/day-state.ts";
import { html, Markup } from "../report/html/markup.ts";
import { documentOf, scriptElement } from "../report/html/page.ts";
import { STYLE } from "../report/html/style.ts";
import { pageParts } from "../values/browser-page.ts";
import { DAY_STYLE } from "./day-style.ts";
import { courseSection } from "./sections/course.ts";
import { findingsSection } from "./sections/findings.ts";
import { headerSection } from "./sections/header.ts";
import { notesSection } from "./sections/notes.ts";
import { nowSection } from "./sections/now.ts";
import { runSection } from "./sections/run.ts";
import { stopBar } from "./sections/stop-bar.ts";

/**
 * The page on which somebody holds a day. It has what they may ask for in their role, and nothing of what is for others; what
 * happens comes to it as it is open.
 */
export async function dayPage({ agreement }: DayState, you: Person): Promise<string> {
  return await pageWith(
    agreement.title,
    html`<a class="skip" href="#now">To what is going on</a>
${headerSection(agreement, you)}
<main>
${nowSection(you.role)}${runSection()}<div class="beside">${notesSection()}${findingsSection(you.role)}</div>
${courseSection(agreement)}</main>
${stopBar()}`,
  );
}

/** The page of who has no cookie: whether they have a link its script knows, and what it is for the server tells it then. */
export async function joinPage(): Promise<string> {
  return await pageWith(
    "Game day",
    html`<main id="join">
<h1 id="join-title">Game day</h1>
<p id="join-words" role="status">Open the link that was given to you.</p>
<form id="join-form" hidden>
<label for="join-name">Your name</label> <input id="join-name" name="name" list="join-names" maxlength="80" required autocomplete="off">
<datalist id="join-names"></datalist>
<button type="submit">Come in</button>
<p class="refusal" role="alert"></p>
</form>
<noscript><p>This page needs its own script.</p></noscript>
</main>
`,
  );
}

async function pageWith(title: string, body: Markup): Promise<string> {
  const { script, style } = await pageParts("gameday");
  return documentOf(
    { title, style: `${style}\n${STYLE}${DAY_STYLE}`, script, asksServer: true },
    html`${body}${scriptElement("", new Markup(script))}\n`,
  );
}
