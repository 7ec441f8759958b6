/**
 * W3C trace context, and the one decision of ours in it: the trace of an instance is derived from
 * its key. Every process at any time computes the same ids, so that one trace reaches from the
 * shop's webhook to the ERP's posting days later, through restarts, and nothing has to be carried.
 */
import { createHash } from 'node:crypto';

/** A span, as other systems name it. */
export interface TraceContext {
  /** 32 hex digits. */
  readonly traceId: string;
  /** 16 hex digits. */
  readonly spanId: string;
  readonly sampled: boolean;
}

const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const ALL_ZERO = /^0+$/;

/** Reads a `traceparent`; `null` for anything that the W3C recommendation tells to ignore. */
export function parseTraceparent(text: string | null | undefined): TraceContext | null {
  const match = TRACEPARENT.exec(text ?? '');
  if (match === null) return null;
  const [, version, traceId, spanId, flags, rest] = match as unknown as readonly string[];
  if (version === 'ff' || (version === '00' && rest !== undefined)) return null;
  if (ALL_ZERO.test(traceId!) || ALL_ZERO.test(spanId!)) return null;
  return { traceId: traceId!, spanId: spanId!, sampled: (Number.parseInt(flags!, 16) & 1) === 1 };
}

/** Writes a `traceparent` of version 00. */
export const formatTraceparent = ({ traceId, spanId, sampled }: TraceContext): string =>
  `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`;

/** Sampling decides by the trace id alone: an order is watched from its first fact to its last, or not. */
export interface TraceScheme {
  /** Share of instances that are traced, from 0 to 1. */
  readonly sampleRatio: number;
}

/** The root of an instance's trace. */
export function instanceContext(scheme: TraceScheme, instance: string): TraceContext {
  const digits = digest(instance);
  const traceId = nonZero(digits.slice(0, 32));
  return { traceId, spanId: nonZero(digits.slice(32, 48)), sampled: isSampled(scheme, traceId) };
}

/** The creation of one generation of a command, inside of its instance's trace. */
export function commandContext(scheme: TraceScheme, instance: string, key: string): TraceContext {
  const { traceId, sampled } = instanceContext(scheme, instance);
  return { traceId, sampled, spanId: nonZero(digest(key).slice(0, 16)) };
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

/** All zeros mean "no id" in the recommendation. */
const nonZero = (id: string): string => (ALL_ZERO.test(id) ? id.replace(/0$/, '1') : id);

/** The rightmost digits are the random ones by the recommendation; here all are equally so. */
const isSampled = ({ sampleRatio }: TraceScheme, traceId: string): boolean =>
  Number.parseInt(traceId.slice(-8), 16) < sampleRatio * 0x1_0000_0000;
