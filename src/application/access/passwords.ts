/** Passwords: made, hashed slowly, compared, and never more of them at once than the machine bears. */
import * as crypto from 'node:crypto';
import { promisify } from 'node:util';

/** Characters of a password: what OWASP asks for where nothing else is needed, and what nobody types. */
export const PASSWORD_LENGTH_MIN = 12;
export const PASSWORD_LENGTH_MAX = 200;

/** argon2id as OWASP recommends it: 19 MiB, two passes, one lane; about a quarter of a second here. */
const ARGON2 = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 };
/** scrypt of the same strength, for a Node without argon2: 32 MiB, three rounds. */
const SCRYPT = { N: 2 ** 15, r: 8, p: 3, maxmem: 64 * 1_048_576 };
const SALT_BYTES = 16;

/** Hashes at a time: each takes a core. */
const AT_ONCE = 2;
/** Who waits beyond that is told to come back: a flood of sign-ins must not stop the API. */
const WAITING_MAX = 20;

/** Letters and digits that are not taken for each other. */
const ALPHABET = '23456789abcdefghjkmnpqrstuvwxyz';

/** A password of 99 random bits, in groups that can be read aloud. */
export function generatePassword(): string {
  const letters = Array.from({ length: 20 }, () => ALPHABET[crypto.randomInt(ALPHABET.length)]!);
  return letters.join('').replaceAll(/(.{5})(?=.)/g, '$1-');
}

/** What is wrong with a password that a person chose; `null`: nothing. */
export function faultOfPassword(password: string, name: string): string | null {
  if (password.length < PASSWORD_LENGTH_MIN) return `must have at least ${PASSWORD_LENGTH_MIN} characters`;
  if (password.length > PASSWORD_LENGTH_MAX) return `must have at most ${PASSWORD_LENGTH_MAX} characters`;
  if (name.length > 2 && password.toLowerCase().includes(name.toLowerCase())) return 'must not hold the name';
  if (new Set(password).size < 5) return 'must have more than a few different characters';
  return null;
}

/** Too many passwords are being hashed already. */
export class TooBusyError extends Error {
  constructor() {
    super('too many people sign in at once');
    this.name = 'TooBusyError';
  }
}

let hashing = 0;
const waiting: (() => void)[] = [];

/** Runs slow work, a few pieces at a time. @throws TooBusyError when too much of it waits. */
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (hashing >= AT_ONCE) {
    if (waiting.length >= WAITING_MAX) throw new TooBusyError();
    await new Promise<void>((go) => waiting.push(go));
  } else {
    hashing += 1;
  }
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next === undefined) hashing -= 1;
    else next();
  }
}

const argon2 = typeof crypto.argon2 === 'function' ? promisify(crypto.argon2) : null;
const scrypt = promisify(crypto.scrypt) as (
  password: string,
  salt: Buffer,
  length: number,
  options: crypto.ScryptOptions,
) => Promise<Buffer>;

const withArgon2 = (message: string, nonce: Buffer): Promise<Buffer> =>
  argon2!('argon2id', { ...ARGON2, message, nonce }) as Promise<Buffer>;
const withScrypt = (password: string, salt: Buffer): Promise<Buffer> => scrypt(password, salt, 32, SCRYPT);

/** The hash of a password, with what made it: `argon2id$<salt>$<tag>`. */
export async function hashPassword(password: string): Promise<string> {
  const salt = crypto.randomBytes(SALT_BYTES);
  const [name, make] = argon2 === null ? ['scrypt', withScrypt] as const : ['argon2id', withArgon2] as const;
  const tag = await inTurn(() => make(password.normalize('NFKC'), salt));
  return [name, salt.toString('base64url'), tag.toString('base64url')].join('$');
}

/** A hash that no password has, so that an unknown name takes as long as a known one. */
const NOBODYS = `${argon2 === null ? 'scrypt' : 'argon2id'}$${'A'.repeat(22)}$${'A'.repeat(43)}`;

/** Whether a password has this hash; `null`, the hash of nobody, takes as long and says no. */
export async function isPassword(password: string, stored: string | null): Promise<boolean> {
  const [name, salt = '', tag = ''] = (stored ?? NOBODYS).split('$');
  const make = name === 'argon2id' && argon2 !== null ? withArgon2 : withScrypt;
  const given = await inTurn(() => make(password.normalize('NFKC'), Buffer.from(salt, 'base64url')));
  const known = Buffer.from(tag, 'base64url');
  return stored !== null && given.length === known.length && crypto.timingSafeEqual(given, known);
}
