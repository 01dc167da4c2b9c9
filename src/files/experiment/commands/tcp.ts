import { z } from "zod";
import { parseHostPort } from "../../../values/host-port.ts";
import { show } from "../../yaml/problem.ts";
import { textSchema } from "../value-schemas.ts";
import { type CommandForm, hasOneTarget, ONE_TARGET, targetShape } from "./command-form.ts";
import { hasRightEscapes } from "./escaped-bytes.ts";

const schema = z
  .strictObject({
    send: textSchema
      .min(1)
      .refine(hasRightEscapes, { error: "a backslash begins one of \\r, \\n, \\t, \\\\ and \\x00 to \\xff" })
      .meta({ description: "With \\r, \\n, \\t, \\x00 for bytes; may hold templates", examples: ["PING\\r\\n"] }),
    expect: textSchema
      .min(1)
      .refine(isRegex, { error: ({ input }) => `${show(input)} is no regular expression` })
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

function isRegex(text: string): boolean {
  try {
    new RegExp(text, "s");
    return true;
  } catch {
    return false;
  }
}
