import assert from "node:assert/strict";
import { test } from "node:test";
import { notesOf, withRelease } from "../../scripts/changelog.ts";

const text = "# Changelog\n\n## Unreleased\n\n- New.\n- `## not` a heading.\n\n## 0.1.0, 2026-11-01\n\n- First.\n";

test("what was unreleased is the version's that is released, and nothing is lost", () => {
  const released = withRelease(text, "0.1.1", "2026-11-29");
  assert.equal(
    released,
    "# Changelog\n\n## Unreleased\n\n## 0.1.1, 2026-11-29\n\n- New.\n- `## not` a heading.\n\n## 0.1.0, 2026-11-01\n\n- First.\n",
  );
  assert.equal(notesOf(released, "0.1.1"), "- New.\n- `## not` a heading.");
  assert.equal(notesOf(released, "0.1.0"), "- First.");
  assert.throws(() => withRelease(released, "0.1.2", "2026-11-30"), /nothing under "Unreleased"/);
});

test("a version that nothing is said about is an error, also where another begins with its name", () => {
  assert.throws(() => notesOf(text, "0.1"), /says nothing about 0\.1$/);
  assert.throws(() => notesOf("## 0.2.0, 2026-11-01\n\n## 0.1.0, 2026-10-01\n\n- First.\n", "0.2.0"), /about 0\.2\.0/);
});
