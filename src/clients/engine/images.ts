import { version } from "../../values/version.ts";

/** Speaks Toxiproxy's API and measures edges; the Dockerfile's target `proxy`. */
export const PROXY_IMAGE = `brownout-proxy:${version}`;

/** nft and iproute2, for a helper container in another container's network; the Dockerfile's target `network-tools`. */
export const NETWORK_TOOLS_IMAGE = `brownout-network-tools:${version}`;

/** The command itself; the Dockerfile's target `cli`. */
export const CLI_IMAGE = `brownout:${version}`;

/** The line that gets the image, in a folder with brownout's Dockerfile. */
export const BUILD_NETWORK_TOOLS = `docker build --target network-tools --tag ${NETWORK_TOOLS_IMAGE} .`;
