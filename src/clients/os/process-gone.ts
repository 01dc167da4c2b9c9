/** Codes of what /proc says of a process that is gone, or isn't ours to look into; ENOENT is that of a machine without it. */
const CODES = ["ENOENT", "ESRCH", "EACCES", "EPERM", "EINVAL"];

/** Tells whether a file of a process could not be read because that is gone, or somebody else's. */
export function isGone(error: unknown): boolean {
  return error instanceof Error && "code" in error && CODES.includes(String(error.code));
}
