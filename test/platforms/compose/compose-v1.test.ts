import assert from "node:assert/strict";
import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { readProject } from "../../../src/platforms/compose/compose-project.ts";
import { pairSpec } from "../../support/compose-pair.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

/** Asks docker-compose 1.29.2 of Debian, which says this and ends so. */
async function version1(context: TestContext, { says, code }: { readonly says: string; readonly code: number }) {
  const path = join(await temporaryFolder(context), "docker-compose");
  await writeFile(path, `#!/bin/sh\ncat <<'END' ${code === 0 ? "" : ">&2"}\n${says}\nEND\nexit ${code}\n`);
  await chmod(path, 0o700);
  return { argv: [path], version: "1.29.2" } as const;
}

test("the short forms of Compose v1's ports and mounts are read", async (context) => {
  const says = `services:
  toxiproxy:
    image: ghcr.io/shopify/toxiproxy:2.12.0
    ports:
    - 127.0.0.1::8474/tcp
    - 127.0.0.1:20001:20001/tcp
    - 9000:9001/udp
    - '3000'
    volumes:
    - /work/toxiproxy.json:/etc/toxiproxy.json:ro
version: '3.8'`;
  const compose = await version1(context, { says, code: 0 });
  const { services } = await readProject(compose, pairSpec, {});
  assert.deepEqual(services[0]?.publishedPorts, [8474, 20001, 9001, 3000]);
  assert.deepEqual(services[0]?.files, [
    { source: "/work/toxiproxy.json", target: "/etc/toxiproxy.json", isReadOnly: true, isConfig: false },
  ]);
});

test("what Compose v1 refuses is said in all of its words, of which the last are only an address", async (context) => {
  const says = `The Compose file './docker-compose.yml' is invalid because:
'name' does not match any of the regexes: '^x-'

You might be seeing this error because you're using the wrong Compose file version.`;
  const compose = await version1(context, { says, code: 1 });
  await assert.rejects(readProject(compose, pairSpec, {}), {
    code: "E_COMPOSE_FILE",
    message: /'name' does not match/,
  });
});
