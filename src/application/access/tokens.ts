/** Secrets that a browser holds: random, and stored only as their hash. */
import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits in base64url: 43 characters. */
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

export const newToken = (): string => randomBytes(32).toString('base64url');

/** Whether a text may be a token at all: nothing else is looked up. */
export const isToken = (text: string): boolean => TOKEN.test(text);

/** What is stored of a token. */
export const tokenHash = (token: string): string =>
  createHash('sha256').update(token).digest('base64url');
