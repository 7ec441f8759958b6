/** Keeps secrets out of logs, and makes anything loggable. Never throws. */

const SECRET_NAME =
  /^(?:(?:proxy-)?authorization|(?:set-)?cookie)$|secret|password|token|api[_-]?key|signature/i;
/** Secrets inside of text: bearer tokens, our own keys, webhook secrets, passwords in URLs. */
const SECRET_TEXT: readonly (readonly [RegExp, string])[] = [
  [/\b(Bearer|Basic) [\w.~+/=-]+/gi, '$1 [redacted]'],
  [/\bcdk_[\w-]+/g, 'cdk_[redacted]'],
  [/\bwhsec_[\w+/=-]+/g, 'whsec_[redacted]'],
  [/(\w:\/\/[^\s:/@]+):[^\s@/]+@/g, '$1:[redacted]@'],
];
const REDACTED = '[redacted]';

/** Deeper than this nobody reads a log line. */
const DEPTH_MAX = 6;
/** A log line is no place for a document. */
const TEXT_LENGTH_MAX = 2_000;
const ITEMS_MAX = 50;

/** A copy that may be written to a log: secrets replaced, errors and bigints made plain. */
export function redacted(details: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return copyOf(details, 0, new Set()) as Record<string, unknown>;
}

/** The text without what looks like a secret. */
export function redactedText(text: string): string {
  let clean = text.length > TEXT_LENGTH_MAX ? `${text.slice(0, TEXT_LENGTH_MAX)}…` : text;
  for (const [pattern, replacement] of SECRET_TEXT) clean = clean.replaceAll(pattern, replacement);
  return clean;
}

function copyOf(value: unknown, depth: number, above: Set<object>): unknown {
  if (typeof value === 'string') return redactedText(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'function' || typeof value === 'symbol') return String(value as symbol);
  if (typeof value !== 'object' || value === null) return value;
  if (above.has(value)) return '[circular]';
  if (depth >= DEPTH_MAX) return '[…]';
  above.add(value);
  try {
    return copyOfObject(value, depth, above);
  } catch {
    return '[unreadable]'; // a getter that throws
  } finally {
    above.delete(value);
  }
}

function copyOfObject(value: object, depth: number, above: Set<object>): unknown {
  if (value instanceof Error) return copyOfError(value, depth, above);
  if (value instanceof Date) return value.toISOString();
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (Array.isArray(value)) {
    const items = value.slice(0, ITEMS_MAX).map((item) => copyOf(item, depth + 1, above));
    return value.length > ITEMS_MAX ? [...items, `… ${value.length - ITEMS_MAX} more`] : items;
  }
  const entries: Iterable<[unknown, unknown]> = value instanceof Map ? value : Object.entries(value);
  const copy: Record<string, unknown> = {};
  for (const [name, member] of entries) {
    const key = String(name);
    copy[key] = SECRET_NAME.test(key) ? REDACTED : copyOf(member, depth + 1, above);
  }
  return copy;
}

function copyOfError(error: Error, depth: number, above: Set<object>): Record<string, unknown> {
  const { name, message, stack, cause } = error;
  const copy: Record<string, unknown> = { type: name, message: redactedText(message) };
  if (stack !== undefined) copy['stack'] = redactedText(stack);
  const { code } = error as { code?: unknown };
  if (code !== undefined) copy['code'] = copyOf(code, depth + 1, above);
  if (cause !== undefined) copy['cause'] = copyOf(cause, depth + 1, above);
  return copy;
}
