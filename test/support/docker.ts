import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Runs the docker client as the environment has it. Resolves with what it printed. */
export async function docker(...args: readonly string[]): Promise<string> {
  const { stdout } = await run("docker", args, { timeout: 60_000 });
  return stdout.trim();
}

/** Why tests that need an engine with this image can't run here; false when they can. */
export async function withoutImage(image: string): Promise<string | false> {
  try {
    await docker("image", "inspect", image);
    return false;
  } catch (error) {
    return `no engine with ${image}: ${(error as Error).message.split("\n")[1] ?? error}`;
  }
}
