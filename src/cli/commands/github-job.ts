/** The job of GitHub's that this process is a part of. */
export interface GitHubJob {
  /** File that the job's summary is added to, as Markdown. */
  readonly summaryFile?: string;
}

/** The job that an environment says it is of; undefined where it says of none. */
export function gitHubJobOf({ GITHUB_ACTIONS, GITHUB_STEP_SUMMARY }: NodeJS.ProcessEnv): GitHubJob | undefined {
  if (GITHUB_ACTIONS !== "true") return undefined;
  return GITHUB_STEP_SUMMARY ? { summaryFile: GITHUB_STEP_SUMMARY } : {};
}
