import type { IncomingHttpHeaders } from "node:http2";

/**
 * The fields with all their lines. Of several lines node makes a list, or keeps the first alone; but for cookies, which may be
 * joined, they go on as they came.
 *
 * @param raw names and values in turn, as they came
 */
export function withAllLines(headers: IncomingHttpHeaders, raw: readonly string[]): IncomingHttpHeaders {
  if (raw.length === 2 * Object.keys(headers).length) return headers;
  const lines = new Map<string, string[]>();
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const [name = "", value = ""] = raw.slice(at, at + 2);
    lines.set(name, [...(lines.get(name) ?? []), value]);
  }
  const several = [...lines].filter(([name, values]) => values.length > 1 && name !== "cookie");
  return Object.assign(Object.create(null), headers, Object.fromEntries(several));
}
