/** Without it no program would be found. */
const NEEDED = "PATH";

const withheld = new Set<string>();

/**
 * Keeps variables of this process's environment from the programs that it starts from now on with
 * {@link childEnvironment}. Those that work on the user's behalf, such as Compose and the guardian, have all of it.
 */
export function withholdFromChildren(names: readonly string[]): void {
  for (const name of names) if (name !== NEEDED) withheld.add(name);
}

/** The environment of a program that has no business with secrets, and what is added to it. */
export function childEnvironment(added: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !withheld.has(name));
  return { ...Object.fromEntries(own), ...added };
}
