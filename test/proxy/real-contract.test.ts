import { toxiproxyContract } from "../contract/toxiproxy-contract.ts";
import { testsNeeding } from "../support/needs.ts";
import { startRealToxiproxy, withoutToxiproxy } from "../support/real-toxiproxy.ts";

toxiproxyContract("the stock server", startRealToxiproxy, testsNeeding(withoutToxiproxy));
