import { Command } from "commander";
import type { CommandContext } from "./context.ts";
import { wholeOption } from "./whole-option.ts";

/** Started by `run` in the pods of a load from inside of a cluster. Ends with the load that it sent. */
export function senderCommand(context: CommandContext): Command {
  return new Command("sender")
    .description("Sends the load of a run that forwards a port to here. Started by run; not for use by hand.")
    .requiredOption("--port <n>", "where it listens, on 127.0.0.1; 0 takes a free one", wholeOption("port", 0, 65_535))
    .action(async ({ port }: { readonly port: number }) => {
      const { openLoop } = await import("../../load/open-loop.ts");
      const { serveLoad } = await import("../../load/serve-load.ts");
      const { clock, signal } = context;
      const onListening = (listening: number) => context.out(`sender listening on 127.0.0.1:${listening}`);
      await serveLoad({ port, clock, driver: openLoop, signal, onListening });
    });
}
