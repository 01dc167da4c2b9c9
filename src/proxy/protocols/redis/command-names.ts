/** Commands after which come bytes in either direction that are no commands and replies. */
export const REPLICATION: readonly string[] = ["psync", "sync"];

export const SUBSCRIBING: readonly string[] = ["subscribe", "psubscribe", "ssubscribe"];

/** Commands that are confirmed once for each channel, in words of their own name. */
export const CONFIRMED: readonly string[] = [...SUBSCRIBING, "unsubscribe", "punsubscribe", "sunsubscribe"];
