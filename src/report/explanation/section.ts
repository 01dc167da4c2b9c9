/** A paragraph, or a point of a list. */
export type ExplanationText = string | { readonly point: string };

/** A part of an explanation, under a heading that is a question or names what it is about. */
export interface Section {
  readonly heading: string;
  readonly texts: readonly ExplanationText[];
}
