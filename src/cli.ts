#!/usr/bin/env node
import * as module from "node:module";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 19)) {
  process.stderr.write(`brownout needs Node 22.19 or newer; this is ${process.version}\n`);
  process.exitCode = 64;
} else {
  // Before anything else is loaded, so that all of it is cached.
  module.enableCompileCache();
  const { main } = await import("./commands/main.ts");
  process.exitCode = await main(process);
}
