import { z } from "zod";
import { parseHostPort } from "../../../values/host-port.ts";
import { show } from "../../yaml/problem.ts";
import { textSchema } from "../value-schemas.ts";
import { type CommandForm, hasOneTarget, ONE_TARGET, targetShape } from "./command-form.ts";
import { parseServerUrl, URL_HELP } from "./server-url.ts";
import { splitCommand } from "./split-command.ts";

const commandHelp = "a command is its words, those with spaces in quotes: SET cart:{{int 1 9}} 'two words'";

const schema = z
  .strictObject({
    command: textSchema
      .refine((text) => (splitCommand(text)?.length ?? 0) > 0, {
        error: ({ input }) => `found ${show(input)}; ${commandHelp}`,
      })
      .meta({
        description: "Its words, with quotes around those with spaces; may hold templates",
        examples: ["GET a"],
      }),
    ...targetShape,
  })
  .refine(hasOneTarget, { error: ONE_TARGET })
  .refine(({ address = "redis://a" }) => parseHostPort(address) !== undefined || isRedisUrl(address), {
    error: `an address is host:port, or a URL: redis://user:password@127.0.0.1:6379/0, ${URL_HELP}`,
    path: ["address"],
  })
  .meta({ description: "A command of Redis, in place of a request" })
  .transform(({ command, ...target }) => ({ ...target, sends: [{ text: command, at: ["command"] }] }));

export const redis: CommandForm = { key: "redis", sentKeys: ["command", "address"], addressKey: "address", schema };

/** Its path, where there is one, is the number of a database. */
function isRedisUrl(text: string): boolean {
  const url = /^rediss?:\/\/./.test(text) ? parseServerUrl(text) : undefined;
  return url !== undefined && /^(\/\d*)?$/.test(url.pathname);
}
