import assert from "node:assert/strict";
import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { Survey } from "../../../src/platforms/compose/survey.ts";
import { writeTrustOverride } from "../../../src/platforms/compose/trust-override.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

/** A project whose `front` has these variables, with a Compose that does as the script says. */
async function placeWith(context: TestContext, variables: Record<string, string>, script: string) {
  const folder = await temporaryFolder(context);
  const compose = join(folder, "compose.sh");
  await writeFile(compose, script);
  const containers = ["front", "other"].map((service) => ({ id: service, service, name: `shop-${service}-1` }));
  const environment = async () => ({ variables: new Map(Object.entries(variables)), workingFolder: "/app" });
  const survey = {
    engine: { containersOf: async () => containers, container: () => ({ environment }) },
    compose: { argv: ["sh", compose], version: "2.40.3" },
    project: { name: "shop", args: ["--file", "shop.yaml"] },
  } as unknown as Survey;
  // A $ in a path is one for Compose, too.
  return { survey, logFolder: join(folder, "a$run/logs") };
}

test("a caller finds the authority's certificate, whoever it runs as", async (context) => {
  const place = await placeWith(context, {}, "exit 1");
  const before = process.umask(0o077);
  context.after(() => process.umask(before));
  const path = await writeTrustOverride("OWN", ["front"], place);
  const { front, ...others } = JSON.parse(await readFile(path, "utf8")).services;
  assert.deepEqual(others, {});
  assert.deepEqual(front.environment, { BROWNOUT_CA: "/brownout/ca.pem", NODE_EXTRA_CA_CERTS: "/brownout/ca.pem" });
  const [mount] = front.volumes;
  assert.deepEqual([mount.target, mount.read_only], ["/brownout/ca.pem", true]);
  assert.match(mount.source, /^\/.*\/a\$\$run\/logs\/ca\.pem$/);
  const source = mount.source.replaceAll("$$", "$");
  assert.equal(await readFile(source, "utf8"), "OWN");
  assert.equal((await stat(source)).mode & 0o777, 0o644);
});

test("what its Node trusts already is in one file with it", async (context) => {
  // cp --follow-link SERVICE:PATH TARGET
  const copies = 'while [ $# -gt 2 ]; do shift; done; printf "%s" "THEIRS of $1" > "$2"';
  const place = await placeWith(context, { NODE_EXTRA_CA_CERTS: "company.pem" }, copies);
  const { front } = JSON.parse(await readFile(await writeTrustOverride("OWN\n", ["front"], place), "utf8")).services;
  assert.equal(front.environment.BROWNOUT_CA, "/brownout/ca.pem");
  const target = front.environment.NODE_EXTRA_CA_CERTS;
  const both = front.volumes.find((mount: { readonly target: string }) => mount.target === target);
  assert.equal(await readFile(both.source.replaceAll("$$", "$"), "utf8"), "OWN\nTHEIRS of front:/app/company.pem");
  const left = await readdir(place.logFolder);
  assert.deepEqual(left.sort(), ["ca-with-that-of-front.pem", "ca.pem", "compose-trust.json"]);
});

test("a file that it names and that can't be read ends the run before it begins", async (context) => {
  const variables = { NODE_EXTRA_CA_CERTS: "/etc/none.pem" };
  const isMissing = await placeWith(context, variables, "echo no such file >&2; exit 1");
  const why = /NODE_EXTRA_CA_CERTS of front can't be read.*: \/etc\/none\.pem: no such file/;
  await assert.rejects(writeTrustOverride("OWN", ["front"], isMissing), why);
  const isFolder = await placeWith(context, variables, 'while [ $# -gt 2 ]; do shift; done; mkdir "$2"');
  await mkdir(isFolder.logFolder, { recursive: true });
  await assert.rejects(writeTrustOverride("OWN", ["front"], isFolder), /can't be read.*EISDIR/);
});
