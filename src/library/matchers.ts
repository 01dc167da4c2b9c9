import type { RunResult } from "./run-result.ts";

/** The outcome of a matcher, as `expect.extend` takes it in Vitest and Jest. */
export interface PassMatcher {
  readonly pass: boolean;
  message(): string;
}

/**
 * Matchers for `expect.extend`, in Vitest and Jest: `expect(result).toPass()` holds for a run that passed, and has the report
 * as its message for any other. `brownout/vitest` and `brownout/jest` extend `expect` by themselves, and have its type.
 */
export const matchers = {
  toPass(received: unknown): PassMatcher {
    // Thrown, as it is wrong for `not.toPass()` too.
    if (!isResult(received)) throw new TypeError("toPass() takes the result of a run: expect(await run(…)).toPass()");
    const { verdict, report } = received;
    if (verdict !== "pass") return { pass: false, message: () => report };
    return { pass: true, message: () => `expected a run that doesn't pass\n\n${report}` };
  },
};

function isResult(value: unknown): value is Pick<RunResult, "verdict" | "report"> {
  return typeof value === "object" && value !== null && "verdict" in value && "report" in value;
}
