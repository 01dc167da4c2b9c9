/** `import "brownout/vitest"`, in a test or a setup file: `expect(result).toPass()` in Vitest. */
import { expect } from "vitest";
import { matchers } from "./matchers.ts";

/** Kept in what is declared, so that the module is there to be added to. */
export type { Matchers } from "vitest";

declare module "vitest" {
  interface Matchers<R> {
    /** Holds for a run that passed; the message is its report. One that is inconclusive did not pass. */
    toPass(): R;
  }
}

expect.extend(matchers);
