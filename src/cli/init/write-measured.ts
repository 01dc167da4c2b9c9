import { readText } from "../../assembly/read-text.ts";
import { type ExperimentWords, experimentText } from "../../files/init/experiment-words.ts";
import { maxTextLength } from "../../files/yaml/document.ts";
import { UsageError } from "../../values/errors.ts";
import { replaceText } from "../commands/replace-text.ts";

/**
 * Writes an experiment again with what was measured, unless somebody changed its file while that went on.
 * @param before the experiment as it was written first
 * @returns whether it was written
 */
export function writeMeasured(file: string, before: ExperimentWords, told: ExperimentWords): boolean {
  if (!hasText(file, experimentText(before))) return false;
  replaceText(file, experimentText(told));
  return true;
}

function hasText(file: string, text: string): boolean {
  try {
    return readText(file, maxTextLength) === text;
  } catch (error) {
    // It was taken away, or made something else.
    if (error instanceof UsageError) return false;
    throw error;
  }
}
