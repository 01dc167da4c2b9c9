import type { IncomingHttpHeaders } from "node:http";

const NAME = "brownout-day";
const IN_HEADER = new RegExp(`(?:^|;\\s*)${NAME}=([\\w-]+)(?:;|$)`);

/** The value of the cookie by which a browser is known. */
export function readCookie({ cookie }: IncomingHttpHeaders): string | undefined {
  return IN_HEADER.exec(cookie ?? "")?.[1];
}

/** A header that has a browser keep the value until it is closed, show it to no script, and give it to this path alone. */
export function writeCookie(value: string, path: string): string {
  return `${NAME}=${value}; Path=${path}; HttpOnly; SameSite=Strict`;
}
