/** A first experiment on a system, for a person to change. */
export interface FirstExperiment {
  /** Its name, which its file has too. */
  readonly name: string;
  readonly text: string;
}
