import type { Plan } from "../../judge/plan/plan.ts";
import { InconclusiveError, UsageError } from "../../values/errors.ts";
import type { CommandContext, Terminal } from "./context.ts";

/** Options that decide whether a run asks. */
export interface ProductionOptions {
  readonly yesProduction?: true;
  /** As with CI set in the environment: nobody is asked. */
  readonly ci?: true;
}

/** Nobody agreed to a run where it looks like production. */
class NotAgreedError extends InconclusiveError {
  override readonly code = "E_NOT_AGREED";
}

/**
 * Asks before a run where it looks like production; nothing has been started then.
 * @throws UsageError where nobody can be asked, and no option says yes
 * @throws NotAgreedError when the answer is no
 */
export async function agreeToProduction(
  { where, production }: Plan,
  { yesProduction, ci }: ProductionOptions,
  { terminal }: CommandContext,
): Promise<void> {
  if (production === undefined || yesProduction) return;
  const what = `this looks like production (${production}): ${where}`;
  if (!terminal?.canType || ci || process.env.CI) {
    throw new UsageError({
      message: what,
      hint: "Nobody is here to ask: say --yes-production if it is meant. A namespace that isn't production says so by the label brownout.dev/production=false.",
    });
  }
  terminal.write(`${what}\nRun the experiment there? [y/N] `);
  const key = await nextKey(terminal);
  terminal.write("\n");
  if (!/^y$/i.test(key)) throw new NotAgreedError({ message: "the experiment was not run: nobody said yes" });
}

function nextKey(terminal: Terminal): Promise<string> {
  return new Promise((resolve) => {
    const stop = terminal.onKey((key) => {
      stop();
      resolve(key);
    });
  });
}
