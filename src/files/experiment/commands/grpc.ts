import { z } from "zod";
import { parseHostPort } from "../../../values/host-port.ts";
import { show } from "../../yaml/problem.ts";
import { sampleTexts } from "../template.ts";
import { textSchema } from "../value-schemas.ts";
import { type CommandForm, hasOneTarget, ONE_TARGET, targetShape } from "./command-form.ts";

const schema = z
  .strictObject({
    proto: textSchema.min(1).optional().meta({
      description: "File with the service, from this file's folder; without it the server is asked, by reflection",
    }),
    method: textSchema
      .regex(/^[A-Za-z_][\w.]*\/\w+$/, "a method is package.Service/Method")
      .meta({ description: "A unary one", examples: ["shop.Cart/Get"] }),
    message: textSchema
      .refine(isMessage, { error: ({ input }) => `found ${show(input)}; a message is JSON: '{"id": "{{id}}"}'` })
      .default("{}")
      .meta({ description: "JSON; may hold templates" }),
    ...targetShape,
    connections: targetShape.connections.default(100),
  })
  .refine(hasOneTarget, { error: ONE_TARGET })
  .refine(({ address = "a:1" }) => parseHostPort(address.replace(/^https:\/\//, "")) !== undefined, {
    error: "an address is host:port, or with TLS https://host:port",
    path: ["address"],
  })
  .meta({ description: "A call by gRPC, in place of a request" })
  .transform(({ message, proto, method, ...target }) => ({
    ...target,
    sends: [{ text: message, at: ["message"] }],
    settings: { ...(proto !== undefined && { proto }), method },
  }));

export const grpc: CommandForm = {
  key: "grpc",
  sentKeys: ["message", "address"],
  addressKey: "address",
  fileSetting: "proto",
  takesHttps: true,
  takesTraceparent: true,
  schema,
};

/** Tells whether a text is an object in JSON whatever its templates make. */
function isMessage(text: string): boolean {
  return sampleTexts(text).every(isJsonObject);
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
