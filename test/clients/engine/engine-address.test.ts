import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { findEngine } from "../../../src/clients/engine/engine-address.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

/** A configuration folder whose one context is `far`. */
async function withContext(folder: string, hasTls: boolean): Promise<string> {
  const id = createHash("sha256").update("far").digest("hex");
  await mkdir(join(folder, "contexts/meta", id), { recursive: true });
  const meta = { Name: "far", Endpoints: { docker: { Host: "tcp://far:2376" } } };
  await writeFile(join(folder, "contexts/meta", id, "meta.json"), JSON.stringify(meta));
  const certFolder = join(folder, "contexts/tls", id, "docker");
  if (hasTls) await mkdir(certFolder, { recursive: true });
  return certFolder;
}

describe("the engine that is meant", () => {
  test("is DOCKER_HOST's before any context's, by TLS where that is asked for", async (context) => {
    const folder = await temporaryFolder(context);
    await withContext(folder, false);
    const env = { DOCKER_CONFIG: folder, DOCKER_CONTEXT: "far", DOCKER_HOST: "tcp://near:2376" };
    assert.deepEqual(findEngine(env), { host: "tcp://near:2376" });
    const secure = { ...env, DOCKER_TLS_VERIFY: "1", DOCKER_CERT_PATH: "/certs" };
    assert.deepEqual(findEngine(secure), { host: "tcp://near:2376", certFolder: "/certs" });
  });

  test("is that of DOCKER_CONTEXT, or of the configuration, with the context's certificates", async (context) => {
    const folder = await temporaryFolder(context);
    const certFolder = await withContext(folder, true);
    const far = { host: "tcp://far:2376", certFolder };
    assert.deepEqual(findEngine({ DOCKER_CONFIG: folder, DOCKER_CONTEXT: "far" }), far);
    await writeFile(join(folder, "config.json"), '{ "currentContext": "far" }');
    assert.deepEqual(findEngine({ DOCKER_CONFIG: folder }), far);
    assert.notDeepEqual(findEngine({ DOCKER_CONFIG: folder, DOCKER_CONTEXT: "default" }), far);
  });

  test("is said to be missing when its context is", async (context) => {
    const DOCKER_CONFIG = await temporaryFolder(context);
    assert.throws(() => findEngine({ DOCKER_CONFIG, DOCKER_CONTEXT: "nowhere" }), /no docker context "nowhere"/);
  });
});
