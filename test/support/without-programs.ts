import { isOnPath } from "../../src/clients/os/is-on-path.ts";
import { lacking } from "./needs.ts";

/**
 * Tells why tests that need these programs can't run here; false when they can.
 * @throws Error instead of the reason where BROWNOUT_REQUIRE_PROGRAMS=1 says that no test may be skipped for want of one
 */
export function withoutPrograms(...names: readonly string[]): string | false {
  return lackingPrograms(names.filter((name) => !isOnPath(name)));
}

/**
 * Gives the reason when some programs were found to be missing, and false when none was.
 * @throws as `withoutPrograms` does
 */
export function lackingPrograms(missing: readonly string[]): string | false {
  if (missing.length === 0) return false;
  const reason = lacking("programs", `${missing.join(", ")} not installed`);
  if (process.env.BROWNOUT_REQUIRE_PROGRAMS === "1") throw new Error(reason);
  return reason;
}
