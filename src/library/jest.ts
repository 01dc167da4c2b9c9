/** `import "brownout/jest"`, in a test or in a file of setupFilesAfterEnv: `expect(result).toPass()` in Jest. */
import { matchers } from "./matchers.ts";

/** Kept in what is declared, so that the module is there to be added to. */
export type { Matchers } from "expect";

declare module "expect" {
  interface Matchers<R> {
    /** Holds for a run that passed; the message is its report. One that is inconclusive did not pass. */
    toPass(): R;
  }
}

declare global {
  // As @types/jest has it.
  namespace jest {
    interface Matchers<R> {
      /** Holds for a run that passed; the message is its report. One that is inconclusive did not pass. */
      toPass(): R;
    }
  }
}

const { expect } = globalThis as { readonly expect?: { extend(added: typeof matchers): void } };
if (expect === undefined) {
  throw new Error(
    "brownout/jest is imported where there is no global expect: import it in a test or in setupFilesAfterEnv, or call " +
      'expect.extend(matchers) with those of "brownout"',
  );
}
expect.extend(matchers);
