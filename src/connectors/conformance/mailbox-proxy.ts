/**
 * Stands between a connector and its mailbox, operation by operation: loses what was done, loses what was
 * to be done, says yes to what it never did, and writes half of a file.
 */
import { MailboxError, type MailboxFault } from '../../application/ports/mailbox.ts';
import type { FileAccess } from '../mailbox/file-access.ts';
import { PASS, type Exchange, type FaultLine, type ProxyAnswer, type Treatment } from './fault-proxy.ts';

/** What an operation that came to its end leaves in the record. */
const DONE: ProxyAnswer = { status: 0, headers: {}, body: Buffer.alloc(0) };

const lost = (what: string): MailboxError =>
  new MailboxError('lost', `the connection broke during ${what}`);

/** Makes faults in one mailbox; a connector sees it by {@link MailboxProxy.between}. */
export class MailboxProxy implements FaultLine {
  exchanges: Exchange[] = [];
  underwayMax = 0;
  #treat: (ordinal: number) => Treatment = () => PASS;
  #onSilence: () => void = () => {};
  #fault: MailboxFault | null = null;
  #underway = 0;
  readonly #held = new Set<() => void>();

  begin(treat: (ordinal: number) => Treatment = () => PASS, onSilence: () => void = () => {}): void {
    this.exchanges = [];
    this.underwayMax = this.#underway;
    this.#treat = treat;
    this.#onSilence = onSilence;
    this.#fault = null;
  }

  /** From now on every operation fails with this fault, and does nothing. */
  beginFailing(fault: MailboxFault): void {
    this.begin();
    this.#fault = fault;
  }

  breakSilence(): void {
    for (const release of this.#held) release();
    this.#held.clear();
  }

  /** The access that a connector works with instead of its own. */
  between = (access: FileAccess): FileAccess => ({
    makeFolder: (path, signal) =>
      this.#change(`MKDIR ${path}`, signal, () => access.makeFolder(path, signal)),
    entries: (path, signal) => this.#look(`LIST ${path}`, signal, () => access.entries(path, signal)),
    exists: (path, signal) => this.#look(`STAT ${path}`, signal, () => access.exists(path, signal)),
    read: (path, signal) => this.#look(`READ ${path}`, signal, () => access.read(path, signal)),
    write: (path, body, signal) =>
      this.#change(`WRITE ${path}`, signal, (isHalf) =>
        access.write(path, isHalf ? body.subarray(0, body.length >> 1) : body, signal),
      ),
    replace: (from, to, signal) =>
      this.#change(`RENAME ${from} ${to}`, signal, () => access.replace(from, to, signal)),
    moveAside: (from, to, signal) =>
      this.#look(`MOVE ${from} ${to}`, signal, () => access.moveAside(from, to, signal)),
    close: () => access.close(),
  });

  /** An operation that changes something: a server may say yes to it and do nothing, or half. */
  #change(what: string, signal: AbortSignal, work: (isHalf: boolean) => Promise<void>): Promise<void> {
    return this.#pass(what, signal, ({ kind }) =>
      kind === 'answer' ? Promise.resolve() : work(kind === 'replace'),
    );
  }

  /** An operation that only looks: nothing is gained by lying about it. */
  #look<T>(what: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    return this.#pass(what, signal, work);
  }

  async #pass<T>(
    what: string,
    signal: AbortSignal,
    work: (treatment: Treatment) => Promise<T>,
  ): Promise<T> {
    const treatment = this.#treat(this.exchanges.length + 1);
    const [method = '', ...paths] = what.split(' ');
    const { kind } = treatment;
    const forwarded = this.#fault === null && (kind === 'pass' || kind === 'cut' || kind === 'replace');
    const exchange: Exchange = { method, path: paths.join(' '), treatment: kind, forwarded, answer: null };
    this.exchanges.push(exchange);
    this.#underway += 1;
    this.underwayMax = Math.max(this.underwayMax, this.#underway);
    try {
      if (this.#fault !== null) throw new MailboxError(this.#fault, `${what}: as the check has it`);
      if (kind === 'silence') await this.#silence(signal);
      if (kind === 'swallow' || kind === 'silence') throw lost(what);
      const result = await work(treatment);
      if (kind === 'cut') throw lost(what);
      return result;
    } finally {
      exchange.answer = DONE;
      this.#underway -= 1;
    }
  }

  /** Nobody answers until the attempt is given up, or the check is. */
  #silence(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      this.#held.add(resolve);
      signal.addEventListener('abort', () => resolve(), { once: true });
      this.#onSilence();
    });
  }
}
