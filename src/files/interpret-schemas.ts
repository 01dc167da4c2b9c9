import { z } from "zod";

/**
 * Has schemas be walked instead of compiled. Compiled validators pay off in a server; for a file or two, compiling them
 * takes longer than checking.
 */
export function interpretSchemas(): void {
  z.config({ jitless: true });
}
