import { spawn } from "node:child_process";
import { once } from "node:events";
import { lacking } from "./needs.ts";
import { freePort } from "./sockets.ts";
import { call } from "./toxiproxy-http.ts";

const binary = process.env.BROWNOUT_TOXIPROXY ?? "";

/** The reason why tests of the stock server can't run here; false when they can. docs/proxy.md says how to get it. */
export const withoutToxiproxy = binary === "" && lacking("toxiproxy", "BROWNOUT_TOXIPROXY names no binary");

/** Starts the stock server, and waits until its API answers. */
export async function startRealToxiproxy(): Promise<{ apiUrl: string; stop(): Promise<void> }> {
  const port = String(await freePort());
  const child = spawn(binary, ["-host", "127.0.0.1", "-port", port], {
    stdio: "ignore",
    env: { ...process.env, LOG_LEVEL: "fatal" },
  });
  await once(child, "spawn");
  const apiUrl = `http://127.0.0.1:${port}`;
  const isUp = () =>
    call(apiUrl, "GET /version").then(
      () => true,
      () => false,
    );
  while (child.exitCode === null && !(await isUp()));
  if (child.exitCode !== null) throw new Error(`${binary} ended with ${child.exitCode} before it listened`);
  const stop = async () => {
    const exit = once(child, "exit");
    child.kill("SIGKILL");
    await exit;
  };
  return { apiUrl, stop };
}
