#!/usr/bin/env node
import * as module from "node:module";
import { exitCodes } from "./values/exit-codes.ts";

const LET_GO_AFTER_MS = 1_000;

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 22)) {
  process.stderr.write(`brownout needs Node 22.22 or newer; this is ${process.version}\n`);
  process.exitCode = exitCodes.usage;
} else {
  // Before anything else is loaded, so that all of it is cached.
  module.enableCompileCache();
  const { main } = await import("./cli/commands/main.ts");
  process.exitCode = await main(process);
  // What was given up, such as a request to a server that is frozen, may go on for minutes and keeps nobody waiting.
  setTimeout(() => process.exit(), LET_GO_AFTER_MS).unref();
  // Ending by itself, Node waits for ever for what was written to a TLS connection that was reset.
  process.once("beforeExit", () => process.exit());
}
