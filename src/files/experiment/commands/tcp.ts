import { z } from "zod";
import { parseHostPort } from "../../../values/host-port.ts";
import { regexSchema, textSchema } from "../value-schemas.ts";
import { type CommandForm, hasOneTarget, ONE_TARGET, targetShape } from "./command-form.ts";
import { hasRightEscapes } from "./escaped-bytes.ts";

const schema = z
  .strictObject({
    send: textSchema
      .min(1)
      .refine(hasRightEscapes, { error: "a backslash begins one of \\r, \\n, \\t, \\\\ and \\x00 to \\xff" })
      .meta({ description: "With \\r, \\n, \\t, \\x00 for bytes; may hold templates", examples: ["PING\\r\\n"] }),
    expect: regexSchema
      .default(".")
      .meta({ description: "Regular expression; the answer is complete when it matches. Default: its first byte" }),
    ...targetShape,
  })
  .refine(hasOneTarget, { error: ONE_TARGET })
  .refine(({ address = "a:1" }) => parseHostPort(address) !== undefined, {
    error: "an address is host:port",
    path: ["address"],
  })
  .meta({ description: "Bytes to send on a TCP connection and what must come back, in place of a request" })
  .transform(({ send, expect, ...target }) => ({
    ...target,
    sends: [{ text: send, at: ["send"] }],
    settings: { expect },
  }));

export const tcp: CommandForm = { key: "tcp", sentKeys: ["send", "address"], addressKey: "address", schema };
