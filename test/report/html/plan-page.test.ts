import assert from "node:assert/strict";
import { test } from "node:test";
import { renderPlanPage } from "../../../src/report/html/plan-page.ts";
import { twoFaults } from "../samples/plans.ts";

const hostile = {
  ...twoFaults,
  experiment: { ...twoFaults.experiment, title: "<script>alert(1)</script> s3cret-token" },
};
const page = renderPlanPage(hostile, (text) => text.replaceAll("s3cret-token", "${TOKEN}"));

test("a page of a plan loads nothing, runs nothing, and shows text as text", () => {
  assert.match(page, /content="default-src &#39;none&#39;; style-src &#39;sha256-[^"]*&#39;; img-src data:;/);
  assert.doesNotMatch(page, /<script|script-src|https?:/);
  assert.match(page, /&lt;script&gt;alert\(1\)&lt;\/script&gt; \$\{TOKEN\}/);
  assert.doesNotMatch(page, /s3cret/);
});

test("it draws phases and faults to scale, and says all that `explain` says", () => {
  // 65 s over 1,000 units: the fault phase from 15 to 45 s, kill-2 from 25 to 30 s.
  assert.match(page, /<rect class="phase" x="231" y="0" width="461"/);
  assert.match(page, /<rect class="fault" x="385" y="\d+" width="77"/);
  assert.equal(page.match(/<section /g)?.length, 9);
  assert.match(page, /<li>When: from 25 s to 30 s after the start, for 5 s\.<\/li>/);
});
