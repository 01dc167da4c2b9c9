import type { RunbookSection } from "./section.ts";
import { act } from "./sections/act.ts";
import { avoid } from "./sections/avoid.ts";
import { confirm } from "./sections/confirm.ts";
import { looks } from "./sections/looks.ts";
import { over } from "./sections/over.ts";
import { sources } from "./sections/sources.ts";
import { summary } from "./sections/summary.ts";

/** Every section, in the order of a new file. */
export const runbookSections: readonly RunbookSection[] = [summary, looks, confirm, act, avoid, over, sources];
