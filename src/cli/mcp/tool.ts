import { z } from "zod";
import type { RunContext } from "../../assembly/run-context.ts";
import { checkArgument } from "../../library/argument.ts";
import type { Bounds } from "./bounds.ts";
import type { OneRun } from "./one-run.ts";

/** The world that a call is given beside its arguments. */
export interface ToolWorld {
  readonly bounds: Bounds;
  readonly oneRun: OneRun;
  /** Its signal aborts when the client cancels the call, or is gone. */
  readonly context: RunContext;
  /** Tells the client, where it asked for that, what the call has come to. */
  progress(words: string): void;
}

export interface ToolAnswer {
  /** The JSON that the command of the same name prints. */
  readonly json: string;
  /** Facts for the log beside how the call ended; none where there are no others. */
  readonly logged?: { readonly run: string; readonly verdict: string; readonly exitCode: number };
}

/** Hints for clients, as the protocol has them: by these many decide whether to ask their user. */
interface ToolHints {
  readonly readOnlyHint: boolean;
  readonly destructiveHint: boolean;
  /** True where it may ask others than files: a container engine, a cluster, Prometheus. */
  readonly openWorldHint: boolean;
}

interface ToolSpec<Asked> {
  readonly name: string;
  readonly description: string;
  readonly hints: ToolHints;
  /** Of an object: the arguments by their names. */
  readonly schema: z.ZodType<Asked>;
  call(asked: Asked, world: ToolWorld): Promise<ToolAnswer>;
}

/** Something that an agent may ask for. */
export interface AgentTool extends Pick<ToolSpec<unknown>, "name" | "description" | "hints"> {
  /** JSON Schema of its arguments. */
  readonly inputSchema: { readonly type: "object"; readonly [key: string]: unknown };
  /** @throws ArgumentError for arguments that the schema doesn't take; what the tool itself throws */
  call(asked: unknown, world: ToolWorld): Promise<ToolAnswer>;
}

/** Makes a tool that reads its arguments by its schema. */
export function agentTool<Asked>(spec: ToolSpec<Asked>): AgentTool {
  const { name, description, hints, schema } = spec;
  return {
    name,
    description,
    hints,
    inputSchema: { ...z.toJSONSchema(schema, { io: "input" }), type: "object" },
    call: async (asked, world) => spec.call(checkArgument(name, asked ?? {}, schema), world),
  };
}
