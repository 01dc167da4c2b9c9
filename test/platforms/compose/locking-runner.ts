/** A run that has the project PROJECT, from when it says so until it is killed: PROJECT JOURNAL. */
import { setInterval } from "node:timers";
import type { Engine } from "../../../src/clients/engine/engine.ts";
import { lockProject } from "../../../src/platforms/compose/project-lock.ts";

const [project = "", journalPath = ""] = process.argv.slice(2);
await lockProject({ address: { host: "unix:///engine" } } as Engine, project, journalPath);
process.stdout.write("locked\n");
setInterval(() => undefined, 1000);
