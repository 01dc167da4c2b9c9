/**
 * Errors by which a server says that it could not do what it was asked, however right that was: of the connection (08),
 * a transaction that gave way to others (40), resources (53), what an operator or a limit did (57), the system (58), its
 * files (F0), itself (XX); and its role (25006), limits of idle time (25P03, 25P04), a lock that it didn't get (55P03).
 */
const FAILURES = /^(08|40|53|57|58|F0|XX)...$|^(25006|25P03|25P04|55P03)$/;

/**
 * The reason for which an ErrorResponse is a failure of the server's, `sqlstate 57014`; undefined for errors of the
 * caller's own.
 * @param fields the beginning of its body: a letter, a text and a 0 for each field
 */
export function failureOf(fields: string): string | undefined {
  const code = fields
    .split("\0")
    .find((field) => field.startsWith("C"))
    ?.slice(1);
  return code !== undefined && FAILURES.test(code) ? `sqlstate ${code}` : undefined;
}
