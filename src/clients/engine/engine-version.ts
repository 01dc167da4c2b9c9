/** The oldest engine that has all that is asked of it, and its API's version. */
export const OLDEST_ENGINE = { docker: "20.10", api: "1.41" } as const;

/** Compares by numbers: API `1.9` is too old, `1.100` isn't. */
export function isTooOld(api: string): boolean {
  const [found, oldest] = [api, OLDEST_ENGINE.api].map((version) => version.split(".").map(Number)) as [
    number[],
    number[],
  ];
  return ((found[0] ?? 0) - (oldest[0] ?? 0) || (found[1] ?? 0) - (oldest[1] ?? 0)) < 0;
}
