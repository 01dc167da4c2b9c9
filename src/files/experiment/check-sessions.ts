import type { Fields } from "../yaml/fields.ts";
import type { Path } from "../yaml/problem.ts";
import type { LoadFile } from "./load-schema.ts";
import type { ResolveContext } from "./resolve-names.ts";

/** Keys of a load of requests that have no meaning for sessions, in which nothing is sent. */
const NOT_OF_SESSIONS = ["requests", "retry", "max-in-flight", "fail-on", "body"] as const;

/** More messages than these, due at once, would take the sender longer to look at than it has. */
const MOST_DUE = 200_000;

/** Reports what a load of sessions can't have. `load` is undefined where the schema refuses a part of it. */
export function checkSessions(
  part: Fields,
  method: string | undefined,
  load: LoadFile | undefined,
  path: Path,
  { document, report }: ResolveContext,
): void {
  for (const key of NOT_OF_SESSIONS.filter((key) => part[key] !== undefined)) {
    const instead = key === "retry" ? "; they have sessions.reconnect" : "";
    report(document.problemAtKey([...path, key], { message: `${key} has no meaning for sessions${instead}` }));
  }
  if (method !== undefined && method !== "GET") {
    report(document.problemAt([...path, "request"], { message: `a session is opened by a GET, not by a ${method}` }));
  }
  if (load?.sessions === undefined) return;
  const { count, everyMs } = load.sessions;
  const due = Math.round((count * load.timeout) / everyMs);
  if (due <= MOST_DUE) return;
  const message = `up to ${due} messages could be due at once (count × timeout / message.every), and ${MOST_DUE} are the most: shorten the timeout`;
  report(document.problemAt([...path, "sessions"], { message }));
}
