import { say } from "./make.ts";
import { post, RefusedError } from "./post.ts";

/** Has every form ask the server for what it is for. What was refused stays in its fields. */
export function startForms(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-ask]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void send(form);
    });
    form.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    });
  }
}

async function send(form: HTMLFormElement): Promise<void> {
  const { ask } = form.dataset;
  const place = form.querySelector<HTMLElement>(".refusal") ?? undefined;
  const button = form.querySelector("button");
  // A stop may be asked for again at once; nothing else may.
  if (button?.getAttribute("aria-disabled") === "true") return;
  if (ask !== "stop") button?.setAttribute("aria-disabled", "true");
  try {
    const sent = fieldsOf(form);
    await post(`ask/${ask}`, sent);
    say(place, "");
    // What was typed meanwhile is not said yet.
    if (JSON.stringify(fieldsOf(form)) === JSON.stringify(sent)) form.reset();
    if (ask === "goodbye") location.reload();
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    say(place, error.message);
  } finally {
    button?.removeAttribute("aria-disabled");
  }
}

function fieldsOf(form: HTMLFormElement): Readonly<Record<string, FormDataEntryValue>> {
  return Object.fromEntries(new FormData(form));
}
