import { z } from "zod";
import { durationSchema, regexSchema } from "../experiment/value-schemas.ts";
import { show } from "../yaml/problem.ts";
import { splitCommand } from "./command-words.ts";
import { count } from "./count-schema.ts";
import { type ReadySpec, type StopSpec, stopSignals } from "./program.ts";

/** The format of a service that is a program of the user's own in a graph file. */

const VARIABLE = /^[A-Za-z_]\w*$/;
const variable = z.string().regex(VARIABLE, "a variable has letters, digits and _, and no digit first: PRICING_URL");

const commandHelp = "a command is a list ([node, web.js]), or a line of words (node web.js)";

/** A text of the environment; numbers and truth values are what people write there, too. */
const value = z.union([z.string(), z.number().transform(String), z.boolean().transform(String)], {
  error: ({ input }) => `found ${show(input)}; expected text`,
});

export const environment = z.record(variable, value);

const command = z
  .union([z.string(), z.array(value)], { error: ({ input }) => `found ${show(input)}; ${commandHelp}` })
  .transform((written, context): readonly [string, ...string[]] => {
    const split = typeof written === "string" ? splitCommand(written) : { ok: true as const, words: written };
    const [program, ...args] = split.ok ? split.words : [];
    if (program) return [program, ...args];
    context.addIssue({ code: "custom", message: split.ok ? `it names no program; ${commandHelp}` : split.problem });
    return z.NEVER;
  });

const readyHelp = "a program is ready by a path (/health), by its port (tcp), or by a line ({ log: listening })";
/** A JVM on a busy machine takes ten seconds. */
const READY_WITHIN = "30s";

const path = z.string().regex(/^\/\S*$/);

const ready = z
  .union(
    [
      path.transform((text) => ({ http: text })),
      z.literal("tcp").transform(() => ({})),
      z.strictObject({
        http: path.optional().meta({ description: "A path that answers" }),
        log: regexSchema.optional().meta({ description: "Regular expression of a line that it prints" }),
        within: durationSchema({ leastMs: 1 }).optional().meta({ description: "Default: 30s" }),
      }),
    ],
    { error: ({ input }) => `found ${show(input)}; ${readyHelp}` },
  )
  .pipe(
    z.object({
      http: z.string().optional(),
      log: z.string().optional(),
      within: z.number().default(30_000),
    }),
  )
  .refine(({ http, log }) => http === undefined || log === undefined, "by one of `http` and `log`")
  .transform(({ http, log, within: withinMs }): ReadySpec => {
    if (http !== undefined) return { by: { kind: "http", path: http }, withinMs };
    return { by: log === undefined ? { kind: "tcp" } : { kind: "log", pattern: log }, withinMs };
  });

/** An undo has twenty seconds, in which SIGKILL must find its place, too. */
const MOST_GRACE_MS = 15_000;

const stop = z
  .strictObject({
    signal: z.enum(stopSignals).default("SIGTERM").meta({ description: "The first one" }),
    grace: durationSchema()
      .refine((ms) => ms <= MOST_GRACE_MS, `the most is ${MOST_GRACE_MS / 1000}s`)
      .prefault("5s")
      .meta({ description: "From it to SIGKILL" }),
  })
  .transform(({ signal, grace }): StopSpec => ({ signal, graceMs: grace }));

const call = z
  .strictObject({
    address: variable.optional().meta({ description: "Variable for host:port" }),
    url: variable.optional().meta({ description: "Variable for the URL" }),
    as: z.string().min(1).optional().meta({ description: "What is in the variable of url, with templates" }),
    host: variable.optional().meta({ description: "Variable for the host" }),
    port: variable.optional().meta({ description: "Variable for the port" }),
  })
  .refine(({ as, url }) => as === undefined || url !== undefined, {
    path: ["as"],
    error: "says what is in the variable of `url`, which isn't there",
  });

/** The keys of a program, none of which a service of the demo has. */
export const programShape = {
  command: command.optional().meta({ description: "A program of your own, as a line of words or a list" }),
  cwd: z
    .string()
    .min(1)
    .optional()
    .meta({ description: "Folder that it runs in, from this file's; default: this file's" }),
  env: environment.optional().meta({ description: "Variables; may hold templates" }),
  port: count(1, 65_535).optional().meta({ description: "The port that it takes, where it can't be told of one" }),
  ready: ready.optional().meta({ description: "When it counts as up: a path, tcp, or a line that it prints" }),
  stop: stop.optional().meta({ description: "How it is ended" }),
  backing: z.boolean().optional().meta({ description: "Up before those that call it, and no load is sent to it" }),
  calls: z
    .record(z.string(), call)
    .optional()
    .meta({ description: "By callee: how it hears of the address; an edge each" }),
};

export const DEFAULT_READY: ReadySpec = ready.parse({ within: READY_WITHIN });
export const DEFAULT_STOP: StopSpec = stop.parse({});

/** The variables by which one callee's address reaches a program, as templates. */
export function variablesOf(callee: string, told: z.infer<typeof call>): Readonly<Record<string, string>> {
  const { address, url, as = `{{${callee}.url}}`, host, port } = told;
  return {
    ...(address !== undefined && { [address]: `{{${callee}.address}}` }),
    ...(url !== undefined && { [url]: as }),
    ...(host !== undefined && { [host]: `{{${callee}.host}}` }),
    ...(port !== undefined && { [port]: `{{${callee}.port}}` }),
  };
}
