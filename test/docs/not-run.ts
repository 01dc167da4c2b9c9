/**
 * Commands of pages that aren't run by documented-commands.test.ts, by how their arguments begin (an extended regular
 * expression), and why. Their arguments are held against the commands all the same; what else tests them is said here.
 */
export const notRun: readonly (readonly [string, string])[] = [
  ["^run ", "takes as long as its phases: test/experiments.ts, first-experiment.long.test.ts"],
  ["^inject ", "takes as long as it says, on something that runs: test/cli/inject"],
  ["^load ", "needs a server: test/cli/commands/load.test.ts"],
  ["^proxy ", "goes on until it is told to end: test/proxy"],
  ["^lsp", "goes on until an editor ends it: test/cli/lsp"],
  ["^gameday run", "takes as long as its experiments: test/e2e/gameday.test.ts"],
  ["^mcp ", "serves until its client is gone: test/e2e/mcp.test.ts"],
  ["^incidents run ", "takes minutes: test/incidents.ts"],
  ["^plan examples/programs/", "needs Redis, PostgreSQL, Go and a JDK: test/e2e/programs.test.ts"],
  ["^plan .*--on (compose|kubernetes)", "asks an engine or a cluster: test/platforms"],
  ["^recover .*--on kubernetes", "asks a cluster: test/e2e"],
  ["^init .*--measure", "sends load for so long: test/e2e/init-measure.test.ts"],
  ["^init --package", "would write what `init --procfile` wrote: test/cli/commands/init-programs.test.ts"],
  [" … ", "stands for names of more runs: test/cli/commands/compare.test.ts"],
];

/** Commands that may end with another code than 0 where they are as they should be. */
export const mayEnd: readonly (readonly [string, number, string])[] = [
  ["^gameday init ", 3, "names files of the folder that are no experiments"],
  ["^gameday next .*--due", 1, "it isn't due"],
  ["^init --compose", 3, "lists addresses that are on no edge"],
  ["^baseline check", 3, "too few runs were made since it was saved"],
  ["^runbook .*--check", 1, "something would change"],
];

/** Programs of pages besides brownout: none is run, and why. */
export const otherPrograms: Readonly<Record<string, string>> = {
  npm: "takes minutes; that there is the script is looked up",
  node: "starts a service, or tests that are run by others",
  python3: "starts a service",
  docker: "needs an engine",
  code: "is an editor",
  kubectl: "needs a cluster",
  jq: "isn't on every machine",
};

/** Programs of pages that are run as they are. */
export const plainPrograms = ["sed", "seq"];
