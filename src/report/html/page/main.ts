/** The script of an HTML report. It draws what the page's own data holds, and asks nobody for anything. */
import type { PageData } from "../page-data.ts";
import { startCascade } from "./cascade.ts";
import { startPrinting } from "./printing.ts";
import { startSignal } from "./signal.ts";

const data: PageData = JSON.parse(document.getElementById("data")?.textContent ?? "{}");

startCascade(data);
startPrinting(startSignal(data));
