import { join } from "node:path";
import { runProgram } from "../../clients/os/run-program.ts";
import { UsageError } from "../../values/errors.ts";

/** A gate that can't tell what changed must not pass by it. */
class ChangesUnknownError extends UsageError {
  override readonly code = "E_CHANGES_UNKNOWN";
}

/**
 * Absolute paths of all that differs in a work tree from where it left a branch: committed or not, new files too.
 * @param ref a commit, a branch or a tag: `origin/main`
 * @param root top folder of the work tree
 * @throws ChangesUnknownError
 */
export async function changedFiles(ref: string, root: string): Promise<readonly string[]> {
  const git = gitIn(root, ref);
  const commit = await git("rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`);
  const base = await git("merge-base", commit.trim(), "HEAD");
  const names = await Promise.all([
    git("diff", "--name-only", "--no-renames", "--no-ext-diff", "--no-textconv", "--no-relative", "-z", base.trim()),
    git("ls-files", "--others", "--exclude-standard", "--full-name", "-z"),
  ]);
  return names.flatMap((text) => text.split("\0").filter((name) => name !== "")).map((name) => join(root, name));
}

function gitIn(root: string, ref: string): (...args: readonly string[]) => Promise<string> {
  return async (...args) => {
    const end = await runProgram(["git", "-C", root, ...args]);
    if (end?.code === 0) return end.stdout;
    const [said = ""] = (end?.stderr ?? "there is no git here").trim().split("\n");
    throw new ChangesUnknownError({
      message: `what changed since ${ref} can't be told: git ${args[0]} failed${said === "" ? "" : `: ${said}`}`,
      hint: "Fetch the commit and what lies between (in GitHub's checkout `fetch-depth: 0`), and name it as `git log` knows it.",
    });
  };
}
