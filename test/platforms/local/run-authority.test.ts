import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, test } from "node:test";
import { makeAuthority } from "../../../src/platforms/local/run-authority.ts";
import { systemClock } from "../../../src/values/clock/system-clock.ts";
import { UsageError } from "../../../src/values/errors.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const edges = [{ edge: { caller: "front", callee: "back" }, tls: { terminate: true } }] as const;
const before = process.env.NODE_EXTRA_CA_CERTS;

async function makeIn(logFolder: string, given: string) {
  process.env.NODE_EXTRA_CA_CERTS = given;
  return await makeAuthority(edges, { clock: systemClock, logFolder });
}

describe("a run's own authority", () => {
  afterEach(() => {
    if (before === undefined) delete process.env.NODE_EXTRA_CA_CERTS;
    else process.env.NODE_EXTRA_CA_CERTS = before;
  });

  test("is told to Node with those that the user has named", async (t) => {
    const folder = await temporaryFolder(t);
    const theirs = join(folder, "theirs.pem");
    await writeFile(theirs, "those of the user\n");
    const own = await makeIn(folder, theirs);
    const told = await readFile(own?.env.NODE_EXTRA_CA_CERTS ?? "", "utf8");
    assert.equal(told, `${own?.authority.certificate}those of the user\n`);
    assert.equal(await readFile(own?.env.BROWNOUT_CA ?? "", "utf8"), own?.authority.certificate);
  });

  test("is told alone where the user's variable is empty", async (t) => {
    const own = await makeIn(await temporaryFolder(t), "");
    assert.equal(own?.env.NODE_EXTRA_CA_CERTS, own?.env.BROWNOUT_CA);
  });

  test("isn't told in place of those of the user that can't be read", async (t) => {
    const folder = await temporaryFolder(t);
    const gone = join(folder, "gone.pem");
    await assert.rejects(makeIn(folder, gone), (error: Error) => {
      assert.ok(error instanceof UsageError);
      assert.match(error.message, /NODE_EXTRA_CA_CERTS can't be read/);
      assert.ok(error.message.includes(gone));
      return true;
    });
  });
});
