import { z } from "zod";

/** A whole number within bounds. */
export const count = (least: number, most: number) => z.int().min(least).max(most);
