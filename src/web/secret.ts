import { createHash, randomBytes } from "node:crypto";

/** Too many to be guessed. */
const SECRET_BYTES = 24;

/** A random text that whoever knows it may show as proof: a link's token, a cookie's value. */
export function newSecret(): string {
  return randomBytes(SECRET_BYTES).toString("base64url");
}

/** The key by which secrets are kept and looked up: how long a look-up takes says nothing of the secret. */
export function digestOf(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}
