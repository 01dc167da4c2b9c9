import type { FindingDraft } from "../../assembly/gameday/desk.ts";
import { FindingNotFiledError } from "../../assembly/gameday/file-finding.ts";
import { type Severity, severities } from "../../files/gameday/finding.ts";
import { UsageError } from "../../values/errors.ts";
import type { AtDesk } from "./at-desk.ts";

/** `high Linus The alarm came late -- Markdown`; an owner of several words is in double quotes. */
const LINE = /^(\S+)\s+(?:"([^"]+)"|([^"\s]\S*))\s+(?!--\s)([\s\S]+?)(?:\s+--\s+([\s\S]*))?$/;

/**
 * Files the finding that stands behind `finding`, or asks for its parts where nothing does. A person whose finding can't be written may
 * have it tried again.
 */
export async function fileFinding(rest: string, at: AtDesk): Promise<void> {
  const { desk, leader, ask } = at;
  const draft = rest === "" && ask !== undefined ? await askDraft(ask) : readDraft(rest);
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
async function askDraft(ask: NonNullable<AtDesk["ask"]>): Promise<FindingDraft | undefined> {
  const title = (await ask("Finding, in a line (Enter: none): ")).trim();
  if (title === "") return undefined;
  const severity = await askSeverity(ask);
  if (severity === undefined) return undefined;
  const owner = (await ask("Who sees to it (Enter drops the finding): ")).trim();
  if (owner === "") return undefined;
  const text = await ask("What was seen, in Markdown (Enter for nothing): ");
  return { title, severity, owner, text };
}

async function askSeverity(ask: NonNullable<AtDesk["ask"]>): Promise<Severity | undefined> {
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
