#!/usr/bin/env node
import { enableCompileCache } from "node:module";

// Before anything else is loaded, so that all of it is cached.
enableCompileCache();
const { main } = await import("./commands/main.ts");
process.exitCode = await main(process);
