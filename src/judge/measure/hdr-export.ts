/**
 * Our histograms in the format that other tools read. It is the only file that needs hdr-histogram-js, which
 * takes a while to load: import this file lazily.
 */
import { build, encodeIntoCompressedBase64 } from "hdr-histogram-js";
import { bucketMs, type SparseHistogram } from "./histogram.ts";

/**
 * A histogram in HdrHistogram's compressed V2 encoding, base64; its values are whole microseconds. HdrHistogram
 * keeps three digits, finer than our buckets, so that nothing more than their width is lost.
 */
export function toHdrBase64(histogram: SparseHistogram): string {
  const hdr = build({ numberOfSignificantValueDigits: 3 });
  for (let at = 0; at < histogram.length; at += 2) {
    hdr.recordValueWithCount(Math.round(bucketMs(histogram[at] ?? 0) * 1000), histogram[at + 1] ?? 0);
  }
  return encodeIntoCompressedBase64(hdr);
}
