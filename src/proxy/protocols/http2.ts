import type { EdgeRecorder } from "../edge-recorder.ts";
import { Http2Relay } from "../http2/relay.ts";
import type { MessageLayer, MessageLink } from "../messages/message-layer.ts";
import { StreamCalls } from "../stream-calls.ts";
import { canBeHttp2, isHttp2 } from "./http2-preface.ts";
import type { Protocol, Watcher } from "./protocol.ts";

/** Calls are streams, gRPC's among them (RFC 9113); they are counted by the layer that relays them. */
export const http2: Protocol = {
  name: "http/2",
  messages: "requests",
  isRelayed: true,

  recognises(asked, answered) {
    return isHttp2(asked) || (canBeHttp2(asked, answered) && undefined);
  },

  watch: (recorder, acceptedMs) => new Http2Watcher(recorder, acceptedMs),
};

class Http2Watcher implements Watcher {
  readonly calls: StreamCalls;

  constructor(recorder: EdgeRecorder, acceptedMs: number) {
    this.calls = new StreamCalls(recorder, acceptedMs);
  }

  join(link: MessageLink): MessageLayer {
    return new Http2Relay(link, this.calls);
  }

  request(): void {
    // The relay has it.
  }

  answer(): void {
    // The relay has it.
  }
}
