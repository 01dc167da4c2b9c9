import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { lacking } from "./needs.ts";

const run = promisify(execFile);

/** Runs the docker client as the environment has it. Resolves with what it printed. */
export async function docker(...args: readonly string[]): Promise<string> {
  const { stdout } = await run("docker", args, { timeout: 60_000 });
  return stdout.trim();
}

/**
 * Tells why tests that need an engine with this image can't run here; false when they can.
 * @throws Error instead of the reason where BROWNOUT_REQUIRE_ENGINE=1 says that no test may be skipped for want of one
 */
export async function withoutImage(image: string): Promise<string | false> {
  try {
    await docker("image", "inspect", image);
    return false;
  } catch (cause) {
    const reason = lacking("engine", `no ${image}: ${(cause as Error).message.trim().split("\n").at(-1)}`);
    if (process.env.BROWNOUT_REQUIRE_ENGINE === "1") throw new Error(reason, { cause });
    return reason;
  }
}
