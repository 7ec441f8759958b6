/** Posts to endpoints that partners name: guarded addresses, no redirects, little patience. */
import { isIP } from 'node:net';
import { Agent, request, type Dispatcher } from 'undici';
import { SUBSCRIPTION_LIMITS } from '../../application/subscriptions/limits.ts';
import type { WebhookAnswer, WebhookPoster } from '../../application/ports/webhook-poster.ts';
import { AddressError, AddressGuard } from './address-guard.ts';

/** Milliseconds for a connection to be made. */
const CONNECT_WITHIN_MS = 5_000;
/** Bytes of an answer that are read, so that its connection can be used again; a longer one is cut off. */
const ANSWER_BYTES_MAX = 16_384;

const addressOf = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, '$1');

export class GuardedPoster implements WebhookPoster {
  readonly #guard: AddressGuard;
  readonly #agents: Readonly<Record<'http:' | 'https:', Agent>>;

  /** @param mayReach networks that may be reached although they are not public, and without TLS */
  constructor(mayReach: readonly string[]) {
    this.#guard = new AddressGuard(mayReach);
    const agent = (isEncrypted: boolean): Agent =>
      new Agent({
        connect: { lookup: this.#guard.lookup(isEncrypted), timeout: CONNECT_WITHIN_MS },
        headersTimeout: SUBSCRIPTION_LIMITS.answerWithinMs,
        bodyTimeout: SUBSCRIPTION_LIMITS.answerWithinMs,
        pipelining: 1,
      });
    this.#agents = { 'http:': agent(false), 'https:': agent(true) };
  }

  faultOf(text: string): string | null {
    const url = URL.canParse(text) ? new URL(text) : null;
    if (url === null) return 'must be a URL such as https://partner.example.com/facts';
    if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'must begin with https://';
    if (url.username !== '' || url.password !== '') return 'must hold no name and no password';
    const address = addressOf(url);
    const isEncrypted = url.protocol === 'https:';
    if (isIP(address) !== 0) {
      return this.#guard.allows(address, isEncrypted) ? null : `${address} may not be reached`;
    }
    return null;
  }

  async post(url: string, headers: Readonly<Record<string, string>>, body: string): Promise<WebhookAnswer> {
    // A literal address is not resolved, so no lookup would see it.
    const fault = this.faultOf(url);
    if (fault !== null) return { kind: 'refused', reason: `${url} ${fault}` };
    try {
      const answer = await request(url, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json', 'user-agent': 'Crossdock' },
        body,
        dispatcher: this.#agents[new URL(url).protocol as 'http:' | 'https:'],
        signal: AbortSignal.timeout(SUBSCRIPTION_LIMITS.answerWithinMs),
      });
      await answer.body.dump({ limit: ANSWER_BYTES_MAX }).catch(() => undefined);
      return { kind: 'answered', status: answer.statusCode, retryAfterMs: retryAfterOf(answer.headers) };
    } catch (error) {
      const { cause } = error as { readonly cause?: unknown };
      const refused = [error, cause].find((one) => one instanceof AddressError);
      if (refused !== undefined) return { kind: 'refused', reason: refused.message };
      return { kind: 'lost', reason: error instanceof Error ? error.message : String(error) };
    }
  }

  async close(): Promise<void> {
    await Promise.all(Object.values(this.#agents).map((agent) => agent.destroy()));
  }
}

function retryAfterOf(headers: Dispatcher.ResponseData['headers']): number | null {
  const given = headers['retry-after'];
  const seconds = typeof given === 'string' && /^\d{1,9}$/.test(given) ? Number(given) : null;
  return seconds === null ? null : seconds * 1_000;
}
