import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, mkdir, open, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Finding } from "../../files/gameday/finding.ts";
import { findingText } from "../../files/gameday/finding-text.ts";
import { BrownoutError, messageOf } from "../../values/errors.ts";
import { exitCodes } from "../../values/exit-codes.ts";
import type { FiledText } from "./day-runner.ts";

/** A finding could not be written; nothing of it was kept. */
export class FindingNotFiledError extends BrownoutError {
  readonly code = "E_FINDING_NOT_FILED";
  override readonly exitCode = exitCodes.undelivered;
}

/** Of a day, far more than anybody files. */
const MOST_FINDINGS = 1000;
const NEW_FILE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL;

/**
 * Writes a finding into a folder, under the date and the first number that is free: `2026-12-01-1.md`. It would survive a crash
 * of the machine.
 * @throws FindingNotFiledError
 */
export async function fileFinding(folder: string, date: string, finding: Finding): Promise<FiledText> {
  const text = findingText(finding);
  try {
    await mkdir(folder, { recursive: true });
    const name = await writeNew(folder, date, text);
    return { file: `findings/${name}`, digest: createHash("sha256").update(text).digest("hex") };
  } catch (cause) {
    throw new FindingNotFiledError({
      message: `the finding could not be written into ${folder}: ${messageOf(cause)}`,
      hint: "Let that folder be one that can be written to, and file it again.",
      cause,
    });
  }
}

async function writeNew(folder: string, date: string, text: string): Promise<string> {
  for (let number = 1; number <= MOST_FINDINGS; number++) {
    const name = `${date}-${number}.md`;
    const file = await openNew(join(folder, name));
    if (file === undefined) continue;
    try {
      await file.writeFile(text);
      await file.sync();
      return name;
    } catch (error) {
      await rm(join(folder, name));
      throw error;
    } finally {
      await file.close();
    }
  }
  throw new Error(`there are ${MOST_FINDINGS} of ${date} already`);
}

/** Undefined where there is such a file. */
async function openNew(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, NEW_FILE, 0o644);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return undefined;
    throw error;
  }
}
