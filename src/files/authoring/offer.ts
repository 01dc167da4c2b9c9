/** Something that may stand where the cursor is. Offsets are those of the text. */
export interface Offer {
  /** As it is listed. */
  readonly label: string;
  /** The text that comes in place of what stands from `start` to `end`. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly kind: OfferKind;
  /** Markdown, for who wants to know more. */
  readonly meaning?: string;
  /** True of a key without which its mapping is wrong. */
  readonly isNeeded?: true;
}

/** `example`: a value of the right form, that nobody may mean. */
export type OfferKind = "key" | "word" | "name" | "metric" | "file" | "example";
