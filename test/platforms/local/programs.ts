import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { Graph } from "../../../src/files/graph/graph.ts";
import { parseGraph } from "../../../src/files/graph/parse-graph.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

/** A server on the port that it is told, in one line of Node: its answer is its process id. */
const SERVER = `
import { createServer } from "node:http";
createServer((request, response) => {
  response.writeHead(request.url === "/bad" ? 503 : 200).end(String(process.pid));
}).listen(Number(process.argv[2] ?? process.env.PORT), process.argv[3], () => console.log("listening"));
`;

/** Programs that behave as some do. All know where `server.mjs` is: in the folder that they are started in. */
const PROGRAMS: Readonly<Record<string, string>> = {
  "server.mjs": SERVER,
  // Ends only by SIGKILL.
  "stubborn.mjs": `process.on("SIGTERM", () => console.log("not yet")); await import("./server.mjs");`,
  // Makes itself a daemon as textbooks have it: in a session of its own, its parent ends well.
  "daemon.sh": `(setsid sh -c 'exec node server.mjs "$0" >up 2>&1 3>&-' "$1" </dev/null &)
until grep -q listening up 2>&3; do sleep 0.05; done
`,
  // Has one that nothing tells of but its parent.
  "hidden.sh": `env -i PATH="$PATH" setsid node server.mjs "$1" </dev/null >/dev/null 2>&1 3>&- &\nwait\n`,
  // Stays, and has its server in another session.
  "apart.sh": `setsid node server.mjs "$1" &\nwait\n`,
};

/** A graph of programs, in a folder that has those above. */
export async function graphOf(context: TestContext, services: string): Promise<Graph> {
  const folder = await temporaryFolder(context);
  for (const [name, text] of Object.entries(PROGRAMS)) await writeFile(join(folder, name), text);
  return parseGraph({ path: join(folder, "graph.yaml"), text: `name: programs\nservices:\n${services}` }, undefined);
}
