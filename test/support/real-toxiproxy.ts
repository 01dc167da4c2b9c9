import { spawn } from "node:child_process";
import { once } from "node:events";
import { deadAddress } from "./sockets.ts";
import { call } from "./toxiproxy-http.ts";

/** Starts the stock server's binary, and waits until its API answers. */
export async function startRealToxiproxy(binary: string): Promise<{ apiUrl: string; stop(): Promise<void> }> {
  const port = (await deadAddress()).split(":")[1] ?? "";
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
