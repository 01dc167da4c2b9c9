import { toxiproxyContract } from "../contract/toxiproxy-contract.ts";
import { startRealToxiproxy } from "../support/real-toxiproxy.ts";

const binary = process.env.BROWNOUT_TOXIPROXY;
if (binary === undefined) {
  console.log("The stock server isn't tested: BROWNOUT_TOXIPROXY names no binary (docs/proxy.md says how to get one).");
} else {
  toxiproxyContract("the stock server", () => startRealToxiproxy(binary));
}
