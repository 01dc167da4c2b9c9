import { HEAT_DEGREES, heatDegree } from "../../../report/heat-degrees.ts";
import type { LaidGraph } from "../../../report/html/graph-layout.ts";
import { arrowHead, lineThrough, round, shownName } from "../../../report/html/map-shapes.ts";
import { element } from "../../../report/html/page/elements.ts";
import { showable } from "../../../report/html/showable.ts";
import type { RunPicture } from "../../messages.ts";
import type { Part } from "../part.ts";

/** The system as a map, each edge by its change against the baseline now. */
export function mapPart(): Part {
  let drawn: string | undefined;
  let edges: ReadonlyMap<string, readonly SVGElement[]> = new Map();
  return {
    run(picture) {
      const place = element("map-place", HTMLElement);
      if (picture === undefined || place === undefined) return;
      const { map, run, targets, moment } = picture;
      if (run !== drawn) {
        drawn = run;
        place.hidden = map === undefined;
        if (map !== undefined) edges = drawMap(place, map, targets);
      }
      for (const { name, heat } of [...moment.loads, ...moment.edges]) {
        for (const edge of edges.get(name) ?? []) edge.setAttribute("class", `edge ${heatClass(heat)}`);
      }
    },
  };
}

function heatClass(heat: number | undefined): string {
  return heat === undefined ? "unknown" : `d${HEAT_DEGREES.indexOf(heatDegree(heat))}`;
}

/** Gives the drawn edges of each signal. */
function drawMap(
  place: HTMLElement,
  { width, height, nodes, edges }: LaidGraph,
  targets: RunPicture["targets"],
): ReadonlyMap<string, readonly SVGElement[]> {
  const label = "Services and the calls between them; the table of figures says the same";
  const size = { viewBox: `0 0 ${width} ${height}`, width, height };
  const picture = svg("svg", { id: "map", role: "img", "aria-label": label, ...size });
  const drawn = new Map<string, SVGElement[]>();
  for (const { signal, points } of edges) {
    const edge = svg("g", { class: "edge unknown" });
    edge.append(titled(signal), svg("path", { class: "line", d: lineThrough(points) }));
    edge.append(svg("path", { class: "head", d: arrowHead(points) }));
    const middle = points[Math.floor(points.length / 2)];
    if (targets.includes(signal) && middle !== undefined) edge.append(text("⚡", middle.x, middle.y - 6, "sign"));
    picture.append(edge);
    drawn.set(signal, [...(drawn.get(signal) ?? []), edge]);
  }
  for (const { name, kind, centre, width: wide, height: high } of nodes) {
    const node = svg("g", { class: `node ${kind}` });
    const corner = { x: round(centre.x - wide / 2), y: round(centre.y - high / 2) };
    node.append(titled(`${name}: ${kind}`), svg("rect", { ...corner, width: round(wide), height: high, rx: 4 }));
    const sign = kind === "service" && targets.includes(name) ? "⚡" : "";
    node.append(text(sign + shownName(name), centre.x, centre.y + 4));
    picture.append(node);
  }
  place.replaceChildren(picture);
  return drawn;
}

function svg(name: string, attributes: Readonly<Record<string, string | number>>): SVGElement {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

function titled(words: string): SVGElement {
  const title = svg("title", {});
  title.textContent = showable(words);
  return title;
}

function text(words: string, x: number, y: number, className = ""): SVGElement {
  const made = svg("text", { x: round(x), y: round(y), "text-anchor": "middle", class: className });
  made.textContent = showable(words);
  return made;
}
