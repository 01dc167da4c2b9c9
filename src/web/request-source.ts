import type { IncomingHttpHeaders } from "node:http";
import { Refusal } from "./refusal.ts";

/**
 * Refuses a request that didn't ask for this very address. A site elsewhere can have its own name lead to 127.0.0.1, and be
 * the same origin as what answers there (DNS rebinding); the name that it asks for gives it away.
 * @param origin of this server: `http://127.0.0.1:8080`
 */
export function checkHost({ host }: IncomingHttpHeaders, origin: string): void {
  if (`http://${host}` === origin) return;
  throw new Refusal(421, {
    message: `this page is at ${origin}, and nowhere else`,
    hint: "Where you come through a tunnel, have it begin at the same address and port.",
  });
}

/**
 * Refuses what the page itself didn't send: a form or a script of another site, or of another port of this machine.
 * A browser says where a request comes from, and no page can have it say otherwise.
 */
export function checkSender(headers: IncomingHttpHeaders, origin: string): void {
  const site = headers["sec-fetch-site"];
  if (headers.origin === origin && (site === undefined || site === "same-origin")) return;
  throw new Refusal(403, { message: "this was not asked from the game day's own page" });
}

/** Refuses a stream to whoever else would open it. */
export function checkReader(headers: IncomingHttpHeaders): void {
  const site = headers["sec-fetch-site"];
  if (site === undefined || site === "same-origin") return;
  throw new Refusal(403, { message: "only the game day's own page may listen" });
}
