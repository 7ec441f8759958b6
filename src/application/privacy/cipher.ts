/**
 * How personal values are enclosed. A value: AES-256 in counter mode under a synthetic counter, the HMAC of
 * the value itself, so that equal values are equal texts and any change is found when it is read. A raw
 * message: AES-256-GCM under a key of its own, derived from the keys of all whom it tells of, so that
 * destroying one of them destroys the message.
 */
import { createCipheriv, createDecipheriv, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { comparable, ENCLOSED } from '../../kernel/enclosed.ts';

const IV_BYTES = 16;
/** Enough to tell the values of one data subject apart, which are few. */
const TAG_BYTES = 8;
const SALT_BYTES = 16;
const GCM_TAG_BYTES = 16;
const GCM_NONCE_BYTES = 12;

/** A key as it is used: one secret for each purpose, derived once. */
export interface UsableKey {
  readonly name: string;
  readonly encrypting: Uint8Array;
  readonly authenticating: Uint8Array;
  readonly comparing: Uint8Array;
  readonly wrapping: Uint8Array;
}

const derived = (secret: Uint8Array, purpose: string | Uint8Array): Buffer =>
  createHmac('sha256', secret).update(purpose).digest();

/** The purposes of a key, from its secret. */
export const usableKey = (name: string, secret: Uint8Array): UsableKey => ({
  name,
  encrypting: derived(secret, 'encrypting'),
  authenticating: derived(secret, 'authenticating'),
  comparing: derived(secret, 'comparing'),
  wrapping: derived(secret, 'wrapping'),
});

/** The text of a value under a key: always the same one. */
export function encloseValue(key: UsableKey, value: string): string {
  const iv = derived(key.authenticating, value).subarray(0, IV_BYTES);
  const cipher = createCipheriv('aes-256-ctr', key.encrypting, iv);
  const sealed = Buffer.concat([iv, cipher.update(value, 'utf8'), cipher.final()]);
  const tag = derived(key.comparing, comparable(value)).subarray(0, TAG_BYTES);
  return `${ENCLOSED}${key.name}.${tag.toString('base64url')}.${sealed.toString('base64url')}`;
}

/** The value of an enclosed text; `null`: it was not made with this key. */
export function discloseValue(key: UsableKey, ciphertext: string): string | null {
  const sealed = Buffer.from(ciphertext, 'base64url');
  const iv = sealed.subarray(0, IV_BYTES);
  const decipher = createDecipheriv('aes-256-ctr', key.encrypting, iv);
  const plain = Buffer.concat([decipher.update(sealed.subarray(IV_BYTES)), decipher.final()]);
  const expected = derived(key.authenticating, plain).subarray(0, IV_BYTES);
  return timingSafeEqual(iv, expected) ? plain.toString('utf8') : null;
}

/** The key of one message: nobody makes it without the keys of all whom it tells of. */
function messageKey(keys: readonly UsableKey[], salt: Uint8Array): Uint8Array {
  const parts = keys.toSorted((a, b) => (a.name < b.name ? -1 : 1)).map(({ wrapping }) => wrapping);
  return derived(Buffer.concat(parts), salt);
}

/** The key serves one message, so that its parts can be counted instead of drawn. */
const nonceOf = (part: number): Buffer => Buffer.alloc(GCM_NONCE_BYTES, part);

function sealed(key: Uint8Array, part: number, bytes: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonceOf(part));
  const text = Buffer.concat([cipher.update(bytes), cipher.final()]);
  return Buffer.concat([cipher.getAuthTag(), text]);
}

function opened(key: Uint8Array, part: number, bytes: Uint8Array): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(part));
  decipher.setAuthTag(bytes.subarray(0, GCM_TAG_BYTES));
  return Buffer.concat([decipher.update(bytes.subarray(GCM_TAG_BYTES)), decipher.final()]);
}

const BODY = 1;
const HEADERS = 2;

/** A raw message, in the clear or enclosed. */
export interface MessageParts {
  readonly headers: string;
  readonly body: Uint8Array;
}

export function encloseMessage(keys: readonly UsableKey[], message: MessageParts): MessageParts {
  const salt = randomBytes(SALT_BYTES);
  const key = messageKey(keys, salt);
  return {
    headers: sealed(key, HEADERS, Buffer.from(message.headers)).toString('base64url'),
    body: Buffer.concat([salt, sealed(key, BODY, message.body)]),
  };
}

/** @throws Error when the keys are not those that it was enclosed with, or a byte differs */
export function discloseMessage(keys: readonly UsableKey[], message: MessageParts): MessageParts {
  const key = messageKey(keys, message.body.subarray(0, SALT_BYTES));
  return {
    headers: opened(key, HEADERS, Buffer.from(message.headers, 'base64url')).toString('utf8'),
    body: opened(key, BODY, message.body.subarray(SALT_BYTES)),
  };
}
