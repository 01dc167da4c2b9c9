import type { IncomingMessage } from "node:http";
import { readAtMost } from "../values/read-at-most.ts";
import { Refusal } from "./refusal.ts";

/** Room for the longest text that a page sends, in any script, and little more. */
const BODY_MAX_BYTES = 64 * 1024;

/**
 * Reads the body of a request as JSON.
 * @throws Refusal where it isn't said to be JSON, which no form of another site can say; where it is too long, or isn't JSON
 */
export async function readJsonBody(request: IncomingMessage): Promise<unknown> {
  const [type = ""] = (request.headers["content-type"] ?? "").split(";");
  if (type.trim().toLowerCase() !== "application/json") {
    throw new Refusal(415, { message: "only application/json is taken here" });
  }
  // What is too long is read to its end and thrown away, so that the answer can be read.
  const body = await readAtMost(request.iterator({ destroyOnReturn: false }), BODY_MAX_BYTES);
  if (body === undefined) {
    request.resume();
    throw new Refusal(413, {
      message: "this is too long: a page takes 64 KB at once, and a note has at most 10,000 characters",
    });
  }
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw new Refusal(400, { message: "this is no JSON", cause });
  }
}
