/** Three-valued logic: what can't be known is `unknown`, and is never taken for either. */
export type Trit = "true" | "false" | "unknown";
