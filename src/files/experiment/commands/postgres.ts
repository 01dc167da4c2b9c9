import { z } from "zod";
import { textSchema } from "../value-schemas.ts";
import { type CommandForm, connectionsSchema } from "./command-form.ts";
import { parseServerUrl, URL_HELP } from "./server-url.ts";

const urlHelp = `a URL of PostgreSQL is postgres://user:password@127.0.0.1:5432/shop, ${URL_HELP}`;

const schema = z
  .strictObject({
    query: textSchema.min(1).meta({ description: "SQL; may hold templates", examples: ["select 1"] }),
    url: textSchema
      .regex(/^postgres(ql)?:\/\/[^/?]+/, { error: urlHelp, abort: true })
      .refine((text) => parseServerUrl(text) !== undefined, { error: urlHelp })
      .meta({ description: "Where it is, with user and database", examples: ["postgres://shop@127.0.0.1:5432/shop"] }),
    connections: connectionsSchema,
  })
  .meta({ description: "A query of PostgreSQL, in place of a request" })
  .transform(({ query, url, connections }) => ({
    address: url,
    connections,
    sends: [{ text: query, at: ["query"] }],
  }));

export const postgres: CommandForm = { key: "postgres", sentKeys: ["query", "url"], addressKey: "url", schema };
