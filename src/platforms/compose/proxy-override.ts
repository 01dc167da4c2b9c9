import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ComposeService } from "../../files/compose-file/compose-file.ts";
import { PROXY_IMAGE } from "../../values/images.ts";
import type { Survey } from "./survey.ts";
import { apiPortOf, configTargetOf } from "./toxiproxy-server.ts";

/**
 * Writes an override that puts brownout's own proxy in the place of the project's Toxiproxy: the same name, API, ports
 * and configuration file. JSON is YAML, too.
 * @param seed repeats what the proxy draws
 * @returns its path
 */
export function writeProxyOverride({ server }: Survey, folder: string, seed: number): string {
  const path = join(folder, "compose-override.json");
  mkdirSync(folder, { recursive: true });
  const services = server === undefined ? {} : { [server.name]: proxyService(server, seed) };
  writeFileSync(path, JSON.stringify({ services }, undefined, 2));
  return path;
}

function proxyService(server: ComposeService, seed: number) {
  const port = apiPortOf(server);
  const config = configTargetOf(server);
  const ready = `require("node:http").get("http://127.0.0.1:${port}/version", ({ statusCode }) => process.exit(statusCode === 200 ? 0 : 1))`;
  return {
    image: PROXY_IMAGE,
    entrypoint: ["node", "src/cli.ts"],
    command: [
      "proxy",
      "--listen",
      `0.0.0.0:${port}`,
      "--seed",
      String(seed),
      "--metrics",
      ...(config === undefined ? [] : ["--config", config]),
    ],
    healthcheck: { test: ["CMD", "node", "-e", ready], interval: "5s", timeout: "3s", retries: 3 },
  };
}
