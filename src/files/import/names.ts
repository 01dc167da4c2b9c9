import { slug } from "../openapi/operations.ts";

/** A name that an experiment or a load may have, of any text. */
export function nameOf(text: string): string {
  return slug(text, 80);
}

/** A name that a service may have in an experiment, of any text. */
export function serviceNameOf(text: string): string {
  return text.replace(/\W+/g, "-").replace(/^-+|-+$/g, "") || "service";
}

/** A name that none of those before it has: `web`, `web-2`. */
export function unusedName(name: string, taken: (name: string) => boolean): string {
  for (let count = 1; ; count++) {
    const tried = count === 1 ? name : `${name}-${count}`;
    if (!taken(tried)) return tried;
  }
}
