import { basename, dirname } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { Command } from "commander";
import { runFolder } from "../../records/journal/run-folder.ts";
import { guard, type ParentEnd } from "../../records/undo/guard.ts";
import type { CommandContext } from "./context.ts";

/** As long as a run takes for it, so that a replica that starts slowly is not given up. */
const UNDO_DEADLINE_MS = 20_000;
/** From the end of the runner's standard streams to its burial, with much room. */
const WAIT_FOR_RUNNER_MS = 10_000;

/**
 * Started by `run`, for `run` alone. Says `ready` on stdout, then waits for its stdin to end: after a line `done`
 * everything is out, without one the runner was killed. It says nothing later: nobody may be left to read it.
 * What it did is in the run's journal.
 */
export function guardianCommand(context: CommandContext): Command {
  return new Command("guardian")
    .description("Finishes the undoing of a run whose runner was killed. Started by run; not for use by hand.")
    .argument("<folder>", "the run's folder")
    .action(async (path: string) => {
      const parent = parentEnd(process.stdin);
      context.out("ready");
      // Loaded while the runner goes on, so that nothing is left to load when it matters.
      const { offlineUndoers } = await import("../../assembly/wiring.ts");
      const { clock } = context;
      await guard(runFolder(dirname(path), basename(path)), parent, {
        clock,
        undoers: offlineUndoers(clock),
        deadlineMs: UNDO_DEADLINE_MS,
        waitMs: WAIT_FOR_RUNNER_MS,
      });
    });
}

function parentEnd(input: Readable): Promise<ParentEnd> {
  const lines = createInterface({ input });
  return new Promise((resolve) => {
    lines.on("line", (line) => {
      if (line === "done") resolve("done");
    });
    lines.once("close", () => resolve("gone"));
    input.once("error", () => resolve("gone"));
  });
}
