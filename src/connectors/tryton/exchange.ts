/**
 * One command, probe or statement at work in Tryton: its calls, its questions, and what it means
 * when one fails.
 */
import { z } from 'zod';
import type { CodeBook } from '../../application/ports/code-book.ts';
import type { ExecutionResult } from '../../application/ports/connector.ts';
import { parseCurrency, type Currency } from '../../kernel/currency.ts';
import { malformed, writeFailure } from '../http.ts';
import type { Reply, Session, TrytonFault } from './session.ts';
import type { TrytonSettings } from './settings.ts';

/** Ends the work: what the caller is told. Nothing of it leaves the connector. */
export class WorkEnded extends Error {
  readonly result: ExecutionResult;

  constructor(result: ExecutionResult) {
    super('reason' in result ? result.reason : result.kind);
    this.name = 'WorkEnded';
    this.result = result;
  }
}

/** A business no of Tryton, for the one who knows what it may mean. */
export class RefusedByTryton extends WorkEnded {
  readonly fault: Extract<TrytonFault, { kind: 'refusal' | 'question' }>;

  constructor(fault: Extract<TrytonFault, { kind: 'refusal' | 'question' }>) {
    const code = fault.kind === 'question' ? 'question' : 'refused';
    super({ kind: 'refused', code, reason: fault.text, facts: [] });
    this.name = 'RefusedByTryton';
    this.fault = fault;
  }
}

/** The company that a connection speaks for. */
export interface Company {
  readonly id: number;
  readonly currencyId: number;
  readonly currency: Currency;
}

/** What every exchange of a connection shares. */
export interface Link {
  readonly system: string;
  readonly session: Session;
  readonly settings: TrytonSettings;
  /** Codes of `customer` and `item` that differ from ours; the others are the same. */
  readonly codes: CodeBook;
  /** Days of payment terms that were looked up. */
  readonly netDays: Map<number, number>;
  /** Context of the user's preferences with the company; read once per connection. */
  home: { readonly company: Company; readonly context: Readonly<Record<string, unknown>> } | null;
}

/** How many questions one click may ask before we believe that it will never end. */
const QUESTIONS_MAX = 5;
/** Rows of one page of a search. */
const PAGE_ROWS = 500;

const companyRow = z.object({ id: z.int(), currency: z.int() });
const currencyRow = z.object({ code: z.string() });
const created = z.array(z.int()).min(1);

export class Exchange {
  readonly link: Link;
  readonly #signal: AbortSignal;
  /** Something was told to Tryton: from now on a silence may hide an effect. */
  #wrote = false;

  constructor(link: Link, signal: AbortSignal) {
    this.link = link;
    this.#signal = signal;
  }

  get settings(): TrytonSettings {
    return this.link.settings;
  }

  get company(): Company {
    if (this.link.home === null) throw new TypeError('the exchange has not begun');
    return this.link.home.company;
  }

  /** Finds the company; the first exchange of a connection reads it for all. */
  async begin(): Promise<void> {
    if (this.link.home !== null) return;
    const preferences = z
      .record(z.string(), z.unknown())
      .parse(await this.#ask('model.res.user.get_preferences', [true, {}]));
    const { company } = this.settings;
    const domain = [['party.name', '=', company]];
    const found = z
      .array(companyRow)
      .parse(
        await this.#ask('model.company.company.search_read', [
          domain,
          0,
          2,
          null,
          ['currency'],
          preferences,
        ]),
      );
    const row = found[0];
    if (found.length !== 1 || row === undefined)
      return stop('malformed', `no one company is called "${company}"`);
    const currencies = await this.#ask('model.currency.currency.read', [
      [row.currency],
      ['code'],
      preferences,
    ]);
    const currency = parseCurrency(z.array(currencyRow).min(1).parse(currencies)[0]!.code);
    if (!currency.ok) return stop('malformed', currency.error);
    this.link.home = {
      company: { id: row.id, currencyId: row.currency, currency: currency.value },
      context: { ...preferences, company: row.id },
    };
  }

  /** Reads; whether it is answered changes nothing in Tryton. */
  async find<S extends z.ZodObject>(
    model: string,
    domain: readonly unknown[],
    row: S,
    more: {
      readonly limit?: number;
      readonly order?: readonly unknown[];
      readonly context?: object;
    } = {},
  ): Promise<z.output<S>[]> {
    const fields = Object.keys(row.shape).filter((name) => name !== 'id');
    const context = { ...this.link.home?.context, ...more.context };
    const order = more.order ?? [['id', 'ASC']];
    const rows: z.output<S>[] = [];
    for (let offset = 0; ; offset += PAGE_ROWS) {
      const limit = Math.min(more.limit ?? PAGE_ROWS, PAGE_ROWS);
      const params = [domain, offset, limit, order, fields, context];
      const page = z.array(row).safeParse(await this.#ask(`model.${model}.search_read`, params));
      if (!page.success) return this.#unreadable(model, page.error);
      rows.push(...page.data);
      if (page.data.length < PAGE_ROWS || more.limit !== undefined) return rows;
    }
  }

  async create(model: string, values: object): Promise<number> {
    const ids = created.parse(await this.#tell(`model.${model}.create`, [[values]]));
    return ids[0]!;
  }

  async write(model: string, ids: readonly number[], values: object): Promise<void> {
    await this.#tell(`model.${model}.write`, [ids, values]);
  }

  async remove(model: string, ids: readonly number[]): Promise<void> {
    await this.#tell(`model.${model}.delete`, [ids]);
  }

  /** Clicks a button. It answers nothing, and may do nothing: the caller reads the state back. */
  async click(model: string, button: string, id: number): Promise<void> {
    await this.#answering(() => this.#tell(`model.${model}.${button}`, [[id]]));
  }

  /** Goes through a wizard on one record, in the steps given; answers what its last step said. */
  async wizard(
    name: string,
    on: { readonly model: string; readonly id: number },
    steps: readonly { readonly state: string; readonly data: object }[],
  ): Promise<unknown> {
    const context = { active_model: on.model, active_id: on.id, active_ids: [on.id] };
    const [session] = z
      .tuple([z.int()], z.unknown())
      .parse(await this.#tell(`wizard.${name}.create`, [], context));
    let said: unknown = null;
    for (const { state, data } of steps) {
      said = await this.#answering(() =>
        this.#tell(`wizard.${name}.execute`, [session, data, state], context),
      );
    }
    await this.#tell(`wizard.${name}.delete`, [session], context);
    return said;
  }

  /** Runs a click; questions that a rule of the settings covers are answered with yes. */
  async #answering<T>(click: () => Promise<T>, asked = 0): Promise<T> {
    try {
      return await click();
    } catch (error) {
      if (!(error instanceof RefusedByTryton) || error.fault.kind !== 'question') throw error;
      const { name } = error.fault;
      const isRuled = this.settings.answers.some(({ question }) => name.startsWith(question));
      if (!isRuled || asked >= QUESTIONS_MAX) throw error;
      await this.create('res.user.warning', {
        user: this.link.session.userId,
        name,
        always: false,
      });
      return this.#answering(click, asked + 1);
    }
  }

  #tell(method: string, params: readonly unknown[], more: object = {}): Promise<unknown> {
    return this.#ask(method, [...params, { ...this.link.home?.context, ...more }], true);
  }

  async #ask(method: string, params: readonly unknown[], isWrite = false): Promise<unknown> {
    const hadWritten = this.#wrote;
    // Set before it leaves: when the answer is lost, the effect may exist.
    if (isWrite) this.#wrote = true;
    const reply = await this.link.session.call(method, params, this.#signal);
    if (reply.kind === 'result') return reply.value;
    throw this.#ended(reply, method, hadWritten, isWrite);
  }

  #ended(
    reply: Exclude<Reply, { kind: 'result' }>,
    method: string,
    hadWritten: boolean,
    isWrite: boolean,
  ): WorkEnded {
    const doubt = (reason: string): WorkEnded => new WorkEnded({ kind: 'in-doubt', reason });
    switch (reply.kind) {
      case 'error':
        return endedBy(reply.error, method);
      case 'locked-out': {
        const { fault, reason, retryAfterMs } = reply;
        if (hadWritten) return doubt(reason);
        return new WorkEnded({ kind: 'failed', fault, reason, retryAfterMs });
      }
      case 'lost':
        if (isWrite || hadWritten) return doubt(`${method}: ${reply.reason}`);
        return unavailable(`${method}: ${reply.reason}`);
      case 'not-sent':
        return hadWritten
          ? doubt(`${method}: ${reply.reason}`)
          : unavailable(`${method}: ${reply.reason}`);
      case 'answer': {
        const reason = `${method}: status ${reply.status}`;
        if (hadWritten) return doubt(reason);
        const failure = writeFailure(reply) ?? malformed(reply);
        // Asking changes nothing: a broken answer to it leaves no doubt.
        if (failure.kind === 'in-doubt' && !isWrite) return unavailable(reason);
        return new WorkEnded('reason' in failure ? { ...failure, reason } : failure);
      }
    }
  }

  #unreadable(model: string, error: z.ZodError): never {
    const [first] = error.issues;
    const reason = `${model}: ${first?.path.join('.') ?? ''} ${first?.message ?? ''}`;
    if (this.#wrote) throw new WorkEnded({ kind: 'in-doubt', reason });
    return stop('malformed', reason);
  }
}

/** Tryton has answered: it undid what this call had begun. */
function endedBy(fault: TrytonFault, method: string): WorkEnded {
  switch (fault.kind) {
    case 'refusal':
      if (RACED.test(fault.text)) return unavailable(`${method}: ${fault.text}`);
      return new RefusedByTryton(fault);
    case 'question':
      return new RefusedByTryton(fault);
    case 'changed-meanwhile':
      return unavailable(`${method}: somebody else changed the record meanwhile`);
    case 'broken':
      return new WorkEnded({
        kind: 'failed',
        fault: brokenAs(fault.text),
        reason: `${method}: ${fault.text}`,
      });
  }
}

/**
 * Words of PostgreSQL, which Tryton passes on, for work that may well succeed when it is done
 * again.
 */
const PASSING = /could not serialize|deadlock|could not obtain lock|server closed|connection/i;
/** Words of Tryton itself for two postings that opened the journal of a period at once: one of them won. */
const RACED = /only one journal per period/i;
/**
 * Any other failure may be ours or Tryton's: while it loads its modules after a start it fails over
 * good requests, with no word or with one that says nothing.
 */
const brokenAs = (text: string): 'unavailable' | 'broken' => (PASSING.test(text) ? 'unavailable' : 'broken');

const unavailable = (reason: string): WorkEnded =>
  new WorkEnded({ kind: 'failed', fault: 'unavailable', reason });

/** Ends the work before anything was told. */
export function stop(fault: 'malformed' | 'unavailable', reason: string): never {
  throw new WorkEnded({ kind: 'failed', fault, reason });
}

/** Ends the work with a business no of our own. */
export function refuse(code: string, reason: string): never {
  throw new WorkEnded({ kind: 'refused', code, reason: reason.slice(0, 400), facts: [] });
}

/** A button was clicked, and the state that it should have brought about is not there. */
export function unmoved(what: string, state: string): never {
  throw new WorkEnded({ kind: 'in-doubt', reason: `${what} is still "${state}" on reading back` });
}
