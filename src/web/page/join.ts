import type { Role } from "../../judge/gameday/day-event.ts";
import { element } from "../../report/html/page/elements.ts";
import { make, say } from "./make.ts";
import { post, RefusedError } from "./post.ts";

interface Invitation {
  readonly title: string;
  readonly role: Role;
  /** People who have that part by the day's file. */
  readonly names: readonly string[];
  /** True where this browser is in already, in that role. */
  readonly isIn: boolean;
}

/** Has whoever opened a link say who they are, and come in. */
export function startJoin(): void {
  const form = element("join-form", HTMLFormElement);
  const place = element("join-words", HTMLElement);
  let token = "";
  const look = async () => {
    token = location.hash.slice(1);
    if (token === "") return;
    // So that nobody reads it off the address bar.
    history.replaceState(null, "", location.pathname);
    try {
      const invitation = await post<Invitation>("invitation", { token });
      if (invitation.isIn) location.reload();
      else show(invitation);
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      say(place, error.message);
    }
  };
  form?.addEventListener("submit", (event) => {
    event.preventDefault();
    void comeIn(form, token);
  });
  addEventListener("hashchange", () => void look());
  void look();
}

function show({ title, role, names }: Invitation): void {
  say(element("join-title", HTMLElement), title);
  say(element("join-words", HTMLElement), `You come as ${role}.`);
  const form = element("join-form", HTMLFormElement);
  if (form !== undefined) form.hidden = false;
  const field = element("join-name", HTMLInputElement);
  if (field === undefined) return;
  field.value = names.length === 1 ? (names[0] ?? "") : "";
  element("join-names", HTMLDataListElement)?.replaceChildren(
    ...names.map((name) => {
      const option = make("option");
      option.value = name;
      return option;
    }),
  );
  field.focus();
}

async function comeIn(form: HTMLFormElement, token: string): Promise<void> {
  try {
    await post("join", { token, name: String(new FormData(form).get("name")) });
    location.reload();
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    say(form.querySelector<HTMLElement>(".refusal") ?? undefined, error.message);
  }
}
