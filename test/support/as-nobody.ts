/** The user that owns nothing. */
export const NOBODY = 65_534;

/** Acts with the rights of nobody, where this process is root, whom no permission of a file holds; else as who it is. */
export async function asNobody<T>(act: () => Promise<T>): Promise<T> {
  if (process.getuid?.() !== 0) return act();
  process.seteuid?.(NOBODY);
  try {
    return await act();
  } finally {
    process.seteuid?.(0);
  }
}
