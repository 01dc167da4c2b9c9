import { ErrorCodes, ResponseError, type TextEdit } from "vscode-languageserver/node";
import { faultKinds } from "../../faults/kinds.ts";
import { formatExperiment } from "../../files/experiment/format-experiment.ts";
import { ProblemsError } from "../../files/yaml/problem.ts";
import { UsageError } from "../../values/errors.ts";
import type { OwnDocument } from "./open-documents.ts";

/**
 * The edit that prints an experiment as `fmt` does; none for any other file, nor for one that is no YAML, as its diagnostics say.
 * @throws ResponseError where it can't be printed
 */
export function formatted({ document, path, text, kind }: OwnDocument): TextEdit[] {
  if (kind.name !== "experiment") return [];
  try {
    const newText = formatExperiment({ path, text }, faultKinds);
    const end = document.positionAt(text.length);
    return newText === text ? [] : [{ range: { start: { line: 0, character: 0 }, end }, newText }];
  } catch (error) {
    if (error instanceof ProblemsError) return [];
    if (error instanceof UsageError) throw new ResponseError(ErrorCodes.InvalidRequest, error.message);
    throw error;
  }
}
