/** A file to be written. */
export interface NewFile {
  readonly path: string;
  readonly text: string;
  /** The file whose permissions it gets; its user's usual ones where there is none. */
  readonly modeOf?: string;
}
