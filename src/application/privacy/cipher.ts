/**
 * How personal values are enclosed. A value: AES-256 in counter mode under a synthetic counter, the HMAC of
 * the value itself, so that equal values are equal texts and any change is found when it is read. A raw
 * message: AES-256-GCM under a key of its own, derived from the keys of all whom it tells of, so that
 * destroying one of them destroys the message.
 */
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  randomUUID,
  timingSafeEqual,
  type KeyObject,
} from 'node:crypto';
import { comparable, ENCLOSED } from '../../kernel/enclosed.ts';

const IV_BYTES = 16;
/** Enough to tell the values of one data subject apart, which are few. */
const TAG_BYTES = 8;
const GCM_TAG_BYTES = 16;
/** A message's key serves one message, so its nonce need not be drawn. */
const NONCE = Buffer.alloc(12);
/** Characters of the name that a message's key is derived from. */
const SALT_LENGTH = 36;
const LENGTH_BYTES = 4;

/** A key as it is used: one secret for each purpose, derived once. As objects: they cost a third of bytes. */
export interface UsableKey {
  readonly name: string;
  readonly encrypting: KeyObject;
  readonly authenticating: KeyObject;
  readonly comparing: KeyObject;
  readonly wrapping: KeyObject;
}

const macOf = (secret: Uint8Array | KeyObject, text: string | Uint8Array): Buffer =>
  createHmac('sha256', secret).update(text).digest();

/** The purposes of a key, from its secret. */
export function usableKey(name: string, secret: Uint8Array): UsableKey {
  const purpose = (word: string): KeyObject => createSecretKey(macOf(secret, word));
  return {
    name,
    encrypting: purpose('encrypting'),
    authenticating: purpose('authenticating'),
    comparing: purpose('comparing'),
    wrapping: purpose('wrapping'),
  };
}

/** The text of a value under a key: always the same one. */
export function encloseValue(key: UsableKey, value: string): string {
  const iv = macOf(key.authenticating, value).subarray(0, IV_BYTES);
  const cipher = createCipheriv('aes-256-ctr', key.encrypting, iv);
  const sealed = Buffer.concat([iv, cipher.update(value, 'utf8'), cipher.final()]);
  const tag = macOf(key.comparing, comparable(value)).subarray(0, TAG_BYTES);
  return `${ENCLOSED}${key.name}.${tag.toString('base64url')}.${sealed.toString('base64url')}`;
}

/** The value of an enclosed text; `null`: it was not made with this key. */
export function discloseValue(key: UsableKey, ciphertext: string): string | null {
  const sealed = Buffer.from(ciphertext, 'base64url');
  const iv = sealed.subarray(0, IV_BYTES);
  const decipher = createDecipheriv('aes-256-ctr', key.encrypting, iv);
  const plain = Buffer.concat([decipher.update(sealed.subarray(IV_BYTES)), decipher.final()]);
  const expected = macOf(key.authenticating, plain).subarray(0, IV_BYTES);
  return timingSafeEqual(iv, expected) ? plain.toString('utf8') : null;
}

/** The key of one message: nobody makes it without the keys of all whom it tells of. */
function messageKey(keys: readonly UsableKey[], salt: string): Uint8Array {
  let made: Uint8Array = Buffer.from(salt, 'latin1');
  const inOrder = keys.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  for (const { wrapping } of inOrder) made = macOf(wrapping, made);
  return made;
}

/** A raw message, in the clear or enclosed. Enclosed, the body holds the headers as well. */
export interface MessageParts {
  readonly headers: string;
  readonly body: Uint8Array;
}

const NO_HEADERS = '{}';

export function encloseMessage(keys: readonly UsableKey[], { headers, body }: MessageParts): MessageParts {
  const salt = randomUUID();
  const text = Buffer.from(headers);
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(text.length);
  const cipher = createCipheriv('aes-256-gcm', messageKey(keys, salt), NONCE);
  const parts = [cipher.update(length), cipher.update(text), cipher.update(body), cipher.final()];
  const sealed = Buffer.concat([Buffer.from(salt, 'latin1'), ...parts, cipher.getAuthTag()]);
  return { headers: NO_HEADERS, body: sealed };
}

/** @throws Error when the keys are not those that it was enclosed with, or a byte differs */
export function discloseMessage(keys: readonly UsableKey[], { body }: MessageParts): MessageParts {
  const salt = Buffer.from(body.subarray(0, SALT_LENGTH)).toString('latin1');
  const decipher = createDecipheriv('aes-256-gcm', messageKey(keys, salt), NONCE);
  decipher.setAuthTag(body.subarray(-GCM_TAG_BYTES));
  const sealed = body.subarray(SALT_LENGTH, -GCM_TAG_BYTES);
  const plain = Buffer.concat([decipher.update(sealed), decipher.final()]);
  const textEnd = LENGTH_BYTES + plain.readUInt32BE();
  return { headers: plain.toString('utf8', LENGTH_BYTES, textEnd), body: plain.subarray(textEnd) };
}
