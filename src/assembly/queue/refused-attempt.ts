import type { Conceal } from "../../files/experiment/concealer.ts";
import { ProblemsError } from "../../files/yaml/problem.ts";
import type { RefusedAttempt } from "../../report/queue/queue-report.ts";
import { BrownoutError } from "../../values/errors.ts";
import { exitCodes } from "../../values/exit-codes.ts";

/** A try that an error ended, in the words that may be shown. One that nobody raised on purpose is a defect of brownout. */
export function refusedAttempt(error: unknown, conceal: Conceal): RefusedAttempt {
  if (!(error instanceof BrownoutError)) {
    const message = conceal(`internal error: ${error instanceof Error ? error.stack : error}`);
    return { kind: "refused", exitCode: exitCodes.internal, code: "E_INTERNAL", message, problems: [] };
  }
  const { exitCode, code, message, hint } = error;
  return {
    kind: "refused",
    exitCode,
    code,
    message: conceal(message),
    ...(hint === undefined ? {} : { hint: conceal(hint) }),
    problems: error instanceof ProblemsError ? error.problems : [],
  };
}
