import { UsageError } from "../../values/errors.ts";
import { parseHostPort } from "../../values/host-port.ts";

/** Another service that the one of a description calls. */
export interface Dependency {
  readonly name: string;
  /** The address at which it is called while an experiment runs. */
  readonly listen: string;
  /** The address where it is. */
  readonly upstream: string;
}

const dependencyText = /^\s*(\w+(?:-\w+)*)=([^=\s]+)=([^=\s]+)\s*$/;

/**
 * Reads what `--dependency` says: `pricing=127.0.0.1:9001=127.0.0.1:8081`; a port alone is of this machine.
 * @param caller name of the service that calls them
 * @throws UsageError for what is none, or is there twice
 */
export function parseDependencies(texts: readonly string[], caller: string): readonly Dependency[] {
  const dependencies = texts.map(parseDependency);
  for (const [at, { name, listen }] of dependencies.entries()) {
    const before = dependencies.slice(0, at);
    if (name === caller) throw new UsageError({ message: `--dependency ${name}: that is the service itself` });
    if (before.some((one) => one.name === name))
      throw new UsageError({ message: `--dependency ${name} is there twice` });
    const other = before.find((one) => one.listen === listen);
    if (other === undefined) continue;
    throw new UsageError({ message: `--dependency ${name}: ${listen} is where ${other.name} is called already` });
  }
  return dependencies;
}

function parseDependency(text: string): Dependency {
  const [, name, listen, upstream] = dependencyText.exec(text) ?? [];
  const [from, to] = [addressOf(listen), addressOf(upstream)];
  if (name !== undefined && from !== undefined && to !== undefined && from !== to) {
    return { name, listen: from, upstream: to };
  }
  throw new UsageError({
    message: `--dependency ${text} is no dependency`,
    hint: "Write NAME=LISTEN=UPSTREAM: where it shall be called, and where it is: pricing=127.0.0.1:9001=127.0.0.1:8081.",
  });
}

function addressOf(text = ""): string | undefined {
  const whole = /^\d+$/.test(text) ? `127.0.0.1:${text}` : text;
  return parseHostPort(whole) === undefined ? undefined : whole;
}
