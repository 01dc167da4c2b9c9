import type { CommandContext, Terminal } from "./context.ts";

/** The terminal of a process; undefined when its stdout is not one. `write` is for control sequences and text. */
export function terminalOf(
  { stdin, stdout, env }: Pick<NodeJS.Process, "stdin" | "stdout" | "env">,
  write: (text: string) => void,
): Terminal | undefined {
  if (!stdout.isTTY) return undefined;
  return {
    colour: (env.NO_COLOR ?? "") === "",
    size: () => ({ columns: stdout.columns, rows: stdout.rows }),
    write,
    canType: stdin.isTTY === true,
    onKey(listener) {
      if (!stdin.isTTY) return () => undefined;
      const onData = (data: Buffer) => listener(data.toString());
      stdin.setRawMode(true).on("data", onData).resume();
      return () => {
        stdin.off("data", onData).setRawMode(false).pause();
      };
    },
  };
}

/** The width of a report, and whether it has colours. */
export interface ReportStyle {
  readonly columns: number;
  readonly colour: boolean;
}

/** The style to print a report in: as wide as the terminal, or 100 columns without colour where there is none. */
export function terminalStyle({ terminal }: Pick<CommandContext, "terminal">): ReportStyle {
  return { columns: terminal?.size().columns ?? 100, colour: terminal?.colour ?? false };
}
