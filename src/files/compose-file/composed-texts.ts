import type { ComposeFile, ComposeService } from "./compose-file.ts";
import { commandWords, isSamePlace, placeName, type ServiceText } from "./service-text.ts";

/**
 * A project as Compose makes it, with how and where each text is written as far as we read the same of the files: where
 * we read something else, Compose is right, and only it knows how the text came about.
 */
export function composedTexts(composed: ComposeFile, own: ComposeFile): ComposeFile {
  const ownServices = new Map(own.services.map((service) => [service.name, service]));
  const services = composed.services.map((service) => {
    const ours = ownServices.get(service.name);
    return ours === undefined ? service : { ...service, texts: textsOf(service, ours) };
  });
  return {
    ...composed,
    inactive: own.inactive,
    services: inOrder(services, [...ownServices.keys()], ({ name }) => name),
  };
}

/** Items in the order of their files, which Compose doesn't keep; those that aren't in it come last. */
function inOrder<Item>(items: readonly Item[], order: readonly string[], keyOf: (item: Item) => string): Item[] {
  const places = new Map(order.map((key, index) => [key, index]));
  const placeOf = (item: Item) => places.get(keyOf(item)) ?? order.length;
  return items.toSorted((a, b) => placeOf(a) - placeOf(b));
}

function textsOf(composed: ComposeService, own: ComposeService): ServiceText[] {
  const variables = composed.texts
    .filter(({ place }) => place.key === "environment")
    .map((text) => {
      const ours = own.texts.find(({ place }) => isSamePlace(place, text.place));
      return ours?.value.text === text.value.text ? ours : { ...text, at: ours?.at };
    });
  const commands = (["entrypoint", "command"] as const).flatMap((key) => {
    const [theirs, ours] = [composed, own].map(({ texts }) => texts.filter(({ place }) => place.key === key));
    return isSame(theirs ?? [], ours ?? [])
      ? (ours ?? [])
      : (theirs ?? []).map((text) => ({ ...text, at: ours?.[0]?.at }));
  });
  const order = own.texts.map(({ place }) => placeName(place));
  return [...inOrder(variables, order, ({ place }) => placeName(place)), ...commands];
}

/** Tells whether two readings of a command give the same words. */
function isSame(composed: readonly ServiceText[], own: readonly ServiceText[]): boolean {
  const words = commandWords(own);
  return words.length === composed.length && words.every((word, index) => word === composed[index]?.value.text);
}
