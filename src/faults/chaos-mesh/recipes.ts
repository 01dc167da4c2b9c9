import { chaosKinds } from "../kinds.ts";
import type { ChaosRecipe } from "./chaos-kind.ts";
import { httpRecipes } from "./http-chaos.ts";
import { networkRecipes } from "./network-chaos.ts";
import { podFailure } from "./pod-chaos.ts";

/** Every type of fault that Chaos Mesh makes in a run, but for `manifest`, which says itself what it is. */
export const chaosRecipes: readonly ChaosRecipe[] = [...networkRecipes, ...httpRecipes, podFailure, ...chaosKinds];

export function recipeOf(type: string): ChaosRecipe | undefined {
  return chaosRecipes.find((recipe) => recipe.type === type);
}
