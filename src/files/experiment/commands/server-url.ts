import { parseHostPort } from "../../../values/host-port.ts";

/** A sentence for whoever wrote a URL that is none. */
export const URL_HELP = "with one host, and in a password %23 for #, %40 for @, %2F for / and %25 for %";

/** Reads the URL of one server, with or without a user and a password; undefined for what no client could connect to. */
export function parseServerUrl(text: string): URL | undefined {
  const url = URL.parse(text);
  if (url === null || parseHostPort(`${url.hostname}:${url.port || 1}`) === undefined) return undefined;
  // What is behind a # would be no part of it, and that is a password that holds one.
  return url.hash === "" && [url.username, url.password].every(isEncoded) ? url : undefined;
}

function isEncoded(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
