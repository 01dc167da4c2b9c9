/** A part of the site, with its pages in their order. */
export interface Part {
  readonly title: string;
  readonly pages: readonly string[];
}

/**
 * What the site has and in which order: the pages of docs/ by their names, those that `elsewhere` has a file for, and those
 * that are made of the code (made-pages.ts). Each is called by its own heading.
 */
export const contents: readonly Part[] = [
  { title: "Tutorial", pages: ["first-experiment"] },
  {
    title: "How to",
    pages: [
      "init",
      "ci",
      "baselines",
      "reports",
      "gameday",
      "gameday-on-a-cluster",
      "runbook",
      "agents",
      "programs",
      "external",
      "compose-init",
      "compose",
      "kubernetes",
      "library",
      "editors",
      "inject",
      "openapi-init",
      "import",
      "signals",
      "watching",
      "incidents",
      "doctor",
    ],
  },
  {
    title: "Reference",
    pages: [
      "writing-experiments",
      "experiment-keys",
      "graph-keys",
      "gameday-keys",
      "commands",
      "exit-codes",
      "errors",
      "result-json",
      "network-faults",
      "pod-faults",
      "chaos-mesh",
      "kubernetes-system",
      "proxy",
      "demo-graph",
      "experiments",
    ],
  },
  {
    title: "Explanation",
    pages: [
      "open-loop",
      "windows",
      "metastability",
      "verdicts",
      "undo",
      "benchmarks",
      "benchmarks-load",
      "benchmarks-proxy",
      "benchmarks-histogram",
      "benchmarks-gate",
    ],
  },
  {
    title: "The project",
    pages: [
      "contributing",
      "architecture",
      "adding-a-fault",
      "test-cluster",
      "decisions/index",
      "security",
      "changelog",
    ],
  },
];

/** Files of pages that aren't in docs/, from the tree's root. */
export const elsewhere: Readonly<Record<string, string>> = {
  experiments: "experiments/README.md",
  "gameday-on-a-cluster": "deploy/kubernetes/README.md",
  contributing: "CONTRIBUTING.md",
  security: "SECURITY.md",
  changelog: "CHANGELOG.md",
};
