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

async function askDraft(ask: NonNullable<AtDesk["ask"]>): Promise<FindingDraft> {
  const title = await ask("Finding, in a line: ");
  let severity: Severity | undefined;
  while (severity === undefined) {
    const answer = (await ask(`Severity (${severities.join(", ")}): `)).trim();
    severity = severities.find((one) => answer !== "" && one.startsWith(answer));
  }
  const owner = await ask("Owner: ");
  const text = await ask("What was seen, in Markdown (Enter for nothing): ");
  return { title, severity, owner, text };
}
