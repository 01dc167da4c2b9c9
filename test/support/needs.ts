/** Things that some tests need besides Node, and what becomes of them where it isn't there. */
import * as nodeTest from "node:test";

/** Each with where it comes from, for whoever wants the tests that were skipped. */
export const needs = {
  engine: { what: "a container engine", from: "test/support/containers/with-engine.sh" },
  cluster: { what: "a cluster", from: "test/support/cluster/with-cluster.sh" },
  toxiproxy: { what: "the stock Toxiproxy", from: "BROWNOUT_TOXIPROXY" },
  kafka: { what: "Kafka", from: "test/support/kafka/fetch-kafka.sh" },
  root: { what: "root", from: undefined },
  chromium: { what: "Chromium", from: "Debian's package" },
  programs: { what: "programs", from: "Debian's packages, test/support/build-vegeta.sh" },
  linux: { what: "what only Linux has", from: undefined },
} as const;

export type Need = keyof typeof needs;

/**
 * Says why a test is skipped, in the form that `needOf` reads again: a reason is all that a test can hand to a reporter.
 * @param seen how it showed that the need isn't met
 */
export function lacking(need: Need, seen: string): string {
  return `${need}: ${seen}`;
}

/** Reads what was lacking from a reason; undefined where another reason was given. */
export function needOf(reason: string): Need | undefined {
  const name = reason.slice(0, Math.max(0, reason.indexOf(": ")));
  return Object.hasOwn(needs, name) ? (name as Need) : undefined;
}

export const isRoot = process.getuid?.() === 0;

/** The reason why tests that need root can't run here; false when they can. */
export const withoutRoot = isRoot ? false : lacking("root", "this is another user");

type TestBody = (context: nodeTest.TestContext) => void | Promise<void>;
type Hook = () => unknown;

/** The functions of node:test that tests here use. */
export interface Tests {
  describe(name: string, body: () => void): void;
  describe(name: string, options: nodeTest.TestOptions, body: () => void): void;
  test(name: string, body: TestBody): void;
  test(name: string, options: nodeTest.TestOptions, body: TestBody): void;
  before(hook: Hook): void;
  after(hook: Hook): void;
  beforeEach(hook: Hook): void;
  afterEach(hook: Hook): void;
}

/**
 * Gives node:test's functions where nothing is lacking. Elsewhere they skip every test by itself: of a `describe` that
 * is skipped, node never learns what tests it has.
 */
export function testsNeeding(reason: string | false): Tests & { readonly it: Tests["test"] } {
  if (reason === false) return nodeTest;
  const describe = (name: string, ...rest: readonly unknown[]) => {
    nodeTest.describe(name, rest.at(-1) as () => void);
  };
  const test = (name: string) => {
    nodeTest.test(name, { skip: reason }, () => undefined);
  };
  const hook = () => undefined;
  return { describe, test, it: test, before: hook, after: hook, beforeEach: hook, afterEach: hook };
}
