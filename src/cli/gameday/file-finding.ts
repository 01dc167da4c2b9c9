import type { FindingDraft } from "../../assembly/gameday/desk.ts";
import { DeskError } from "../../assembly/gameday/desk-error.ts";
import { FindingNotFiledError } from "../../assembly/gameday/file-finding.ts";
import { type FindingPart, findingWords } from "../../assembly/gameday/finding-words.ts";
import { type Severity, severities } from "../../files/gameday/finding.ts";
import { UsageError } from "../../values/errors.ts";
import type { AtDesk } from "./at-desk.ts";

type Ask = NonNullable<AtDesk["ask"]>;

/** `high Linus The alarm came late -- Markdown`; an owner of several words is in double quotes. */
const LINE = /^(\S+)\s+(?:"([^"]+)"|([^"\s]\S*))\s+(?!--\s)([\s\S]+?)(?:\s+--\s+([\s\S]*))?$/;

/**
 * Files the finding that stands behind `finding`, or asks for its parts where nothing does. A person whose finding can't be written may
 * have it tried again, and says in fewer words what is too long.
 */
export async function fileFinding(rest: string, at: AtDesk): Promise<void> {
  const { desk, leader, ask } = at;
  const typed = rest === "" && ask !== undefined ? await askDraft(ask) : readDraft(rest);
  const draft = typed && (ask === undefined ? typed : await askFitting(typed, ask, at));
  if (draft === undefined) return at.print("no finding is filed");
  for (;;) {
    try {
      return await desk.file(leader, draft);
    } catch (error) {
      if (!(error instanceof FindingNotFiledError) || ask === undefined) throw error;
      at.print(`${error.message}\n  ${error.hint}`);
      if ((await ask("Enter tries again, `drop` drops the finding: ")).trim() === "drop") throw error;
    }
  }
}

function readDraft(rest: string): FindingDraft {
  const [, severity = "", quoted, plain, title = "", text = ""] = LINE.exec(rest) ?? [];
  if (title === "") {
    throw new UsageError({
      message: "a finding has a severity, an owner and a title",
      hint: "Write `finding high Linus The alarm came late -- What was seen, in Markdown`; an owner of several words in double quotes.",
    });
  }
  return { severity: severityOf(severity), owner: quoted ?? plain ?? "", title, text };
}

function severityOf(name: string): Severity {
  const severity = severities.find((one) => one === name);
  if (severity !== undefined) return severity;
  throw new UsageError({
    message: `${JSON.stringify(name)} is no severity`,
    hint: `It is one of: ${severities.join(", ")}.`,
  });
}

/** Asks for a finding's parts; none where what it can't be without isn't answered. */
async function askDraft(ask: Ask): Promise<FindingDraft | undefined> {
  const title = (await ask("Finding, in a line (Enter: none): ")).trim();
  if (title === "") return undefined;
  const severity = await askSeverity(ask);
  if (severity === undefined) return undefined;
  const owner = (await ask("Who sees to it (Enter drops the finding): ")).trim();
  if (owner === "") return undefined;
  const text = await ask("What was seen, in Markdown (Enter for nothing): ");
  return { title, severity, owner, text };
}

async function askSeverity(ask: Ask): Promise<Severity | undefined> {
  const question = `Severity: ${severities.join(", ")} (Enter drops the finding): `;
  let before = "";
  for (;;) {
    const answer = (await ask(`${before}${question}`)).trim();
    if (answer === "") return undefined;
    const severity = severities.find((one) => one.startsWith(answer));
    if (severity !== undefined) return severity;
    before = `${JSON.stringify(answer)} is none. `;
  }
}

/** Asks anew for parts that can't be kept as they are; a title that was too long goes on in the text. None where that isn't answered. */
async function askFitting(draft: FindingDraft, ask: Ask, at: AtDesk): Promise<FindingDraft | undefined> {
  const fitting = async (part: FindingPart, typed: string, question: string) => {
    for (let words = typed; ; words = (await ask(question)).trim()) {
      const why = words === "" ? undefined : whyUnfit(part, words);
      if (why === undefined) return words;
      at.print(`${why.message}\n  ${why.hint}`);
    }
  };
  const shorter = "Finding, in a shorter line (Enter drops it; what you typed goes into its text): ";
  const title = await fitting("title", draft.title, shorter);
  const owner = title && (await fitting("owner", draft.owner, "Who sees to it (Enter drops the finding): "));
  if (owner === "") return undefined;
  const whole = title === draft.title ? draft.text : `${draft.title}\n\n${draft.text}`;
  const text = await fitting("text", whole, "What was seen, in fewer words (Enter for nothing): ");
  return { ...draft, title, owner, text };
}

function whyUnfit(part: FindingPart, words: string): DeskError | undefined {
  try {
    findingWords[part](words);
    return undefined;
  } catch (error) {
    if (error instanceof DeskError) return error;
    throw error;
  }
}
