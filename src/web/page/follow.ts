import type { Messages } from "../messages.ts";
import { connectionEnded, connectionLost, connectionThere } from "./connection.ts";
import type { Part } from "./part.ts";
import { refusalOf } from "./post.ts";
import { Shown } from "./shown.ts";

const NAMES: readonly (keyof Messages)[] = ["day", "happened", "run", "moment", "bins"];
/** Pause before a server that is away is asked again why it doesn't tell anything. */
const AGAIN_AFTER_MS = 2000;

/** Keeps parts of the page as the day and its run are, from what the server tells. */
export function follow(parts: readonly Part[]): void {
  listen(new Shown(parts));
}

function listen(shown: Shown): void {
  const source = new EventSource("events");
  for (const name of NAMES) {
    source.addEventListener(name, ({ data }: MessageEvent<string>) => {
      connectionThere();
      shown[name](JSON.parse(data) as never);
      if (shown.isOver) source.close();
    });
  }
  source.addEventListener("error", () => {
    connectionLost();
    // Else the browser asks again by itself.
    if (source.readyState === EventSource.CLOSED) void askWhy(() => listen(shown));
  });
}

/** The browser doesn't say why a stream was refused: asks for it once more to read that. */
async function askWhy(listenAgain: () => void): Promise<void> {
  try {
    const response = await fetch("events");
    if (!response.ok) {
      connectionEnded(await refusalOf(response));
      return;
    }
    await response.body?.cancel();
    listenAgain();
  } catch {
    // Nobody answers, as the page says already.
    setTimeout(() => void askWhy(listenAgain), AGAIN_AFTER_MS);
  }
}
