import type { ClientSessionOptions, ServerSessionOptions, Settings } from "node:http2";

/** Of a stream's bytes so many are on their way in the proxy before its sender has to wait. */
const STREAM_WINDOW_BYTES = 256 * 1024;
/** The same of a connection. */
export const CONNECTION_WINDOW_BYTES = 1024 * 1024;

/** Heads with more are refused, on either side. */
const HEAD_LIMIT_BYTES = 256 * 1024;
const HEAD_LIMIT_FIELDS = 1000;

/** Streams of a caller at once, until its callee has said how many it takes. */
export const STREAMS_LIMIT = 1000;

/** Frames that wait for a peer that doesn't read, and all else that a session keeps. Beyond it new streams are refused. */
const SESSION_LIMIT_MB = 16;

const settings: Settings = {
  enablePush: false,
  initialWindowSize: STREAM_WINDOW_BYTES,
  maxHeaderListSize: HEAD_LIMIT_BYTES,
};

const limits = {
  maxSessionMemory: SESSION_LIMIT_MB,
  maxHeaderListPairs: HEAD_LIMIT_FIELDS,
  maxSendHeaderBlockLength: HEAD_LIMIT_BYTES * 2,
  maxSettings: 32,
  maxOutstandingPings: 10,
  maxOutstandingSettings: 10,
  // Several lines of a field that should have one pass as they are: that is for the callee to judge.
  strictSingleValueFields: false,
};

/**
 * Of the session with the caller. A caller whose deadlines all pass resets its streams, too, so that many more resets are
 * taken than node takes by itself; beyond them the connection is ended.
 */
export const callerOptions: ServerSessionOptions & { streamResetBurst: number; streamResetRate: number } = {
  ...limits,
  streamResetBurst: 20_000,
  streamResetRate: 2000,
  settings: { ...settings, maxConcurrentStreams: STREAMS_LIMIT },
};

/** Of the session with the callee. */
export const calleeOptions: ClientSessionOptions = { ...limits, settings };
