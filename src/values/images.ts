import { version } from "./version.ts";

/** Speaks Toxiproxy's API and measures edges; the Dockerfile's target `proxy`. */
export const PROXY_IMAGE = `brownout-proxy:${version}`;

/** nft and iproute2, for a helper container in another container's network; the Dockerfile's target `network-tools`. */
export const NETWORK_TOOLS_IMAGE = `brownout-network-tools:${version}`;

/** The command itself; the Dockerfile's target `cli`. */
export const CLI_IMAGE = `brownout:${version}`;

/** The demo's services; the Dockerfile's default target. */
export const DEMO_SERVICE_IMAGE = `brownout-demo-service:${version}`;

/** The stock Toxiproxy, whose API and behaviour ours is held against. */
export const TOXIPROXY_IMAGE = "ghcr.io/shopify/toxiproxy:2.12.0";

/** The line that gets the image, in a folder with brownout's Dockerfile. */
export const BUILD_NETWORK_TOOLS = `docker build --target network-tools --tag ${NETWORK_TOOLS_IMAGE} .`;

/** Tells whether an image is a fault proxy, Toxiproxy's or ours, wherever it comes from. */
export function isProxyImage(image: string): boolean {
  return /(^|\/)(toxiproxy|brownout-proxy)([:@]|$)/.test(image);
}
