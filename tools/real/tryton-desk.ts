/**
 * A desk at a Tryton: what its own people and auditors do, over plain JSON-RPC. It shares nothing with the connector,
 * so that what the one believes can be held against what the other reads.
 */

/** A refusal or a question of Tryton, which come with HTTP 200. */
export class TrytonDeskError extends Error {
  readonly kind: string;

  constructor(kind: string, detail: unknown) {
    super(`${kind}: ${JSON.stringify(detail).slice(0, 600)}`);
    this.name = 'TrytonDeskError';
    this.kind = kind;
  }
}

export type Fields = Readonly<Record<string, unknown>>;

/** A number that must not pass through a float. */
export const decimal = (text: string): Fields => ({ __class__: 'Decimal', decimal: text });

export const day = (iso: string): Fields => {
  const [year, month, date] = iso.split('-').map(Number);
  return { __class__: 'date', year, month, day: date };
};

/** Decimals as text, dates as ISO text; everything else as it came. */
export function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const typed = value as Record<string, unknown>;
  const two = (part: string): string => String(typed[part]).padStart(2, '0');
  switch (typed['__class__']) {
    case 'Decimal':
      return typed['decimal'];
    case 'date':
      return `${String(typed['year'])}-${two('month')}-${two('day')}`;
    case 'datetime':
      return `${String(typed['year'])}-${two('month')}-${two('day')}T${two('hour')}:${two('minute')}:${two('second')}Z`;
    default:
      return Object.fromEntries(Object.entries(typed).map(([name, part]) => [name, plain(part)]));
  }
}

export class TrytonDesk {
  readonly #url: string;
  #authorization = '';
  /** Sent as the last parameter of every call. */
  context: Record<string, unknown> = {};
  userId = 0;

  private constructor(url: string, database: string) {
    this.#url = `${url}/${database}/`;
  }

  static async open(url: string, database: string, user: string, password: string): Promise<TrytonDesk> {
    const desk = new TrytonDesk(url, database);
    const answer = await desk.raw('common.db.login', [user, { password }, 'en']);
    const [id, session] = answer as [number, string];
    desk.userId = id;
    desk.#authorization = `Session ${Buffer.from(`${user}:${id}:${session}`).toString('base64')}`;
    await desk.readContext();
    return desk;
  }

  async readContext(): Promise<void> {
    this.context = (await this.raw('model.res.user.get_preferences', [true, {}])) as Record<string, unknown>;
  }

  async raw(method: string, params: readonly unknown[]): Promise<unknown> {
    const response = await fetch(this.#url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: this.#authorization },
      body: JSON.stringify({ id: 1, method, params }),
    });
    const text = await response.text();
    if (!response.ok) throw new TrytonDeskError(`HTTP ${response.status}`, text);
    const answer = JSON.parse(text) as { result?: unknown; error?: [string, unknown] };
    if (answer.error !== undefined) throw new TrytonDeskError(answer.error[0], answer.error[1]);
    return plain(answer.result);
  }

  call(model: string, method: string, ...params: readonly unknown[]): Promise<unknown> {
    return this.raw(`model.${model}.${method}`, [...params, this.context]);
  }

  async create(model: string, values: Fields): Promise<number> {
    return ((await this.call(model, 'create', [values])) as [number])[0];
  }

  write(model: string, ids: readonly number[], values: Fields): Promise<unknown> {
    return this.call(model, 'write', ids, values);
  }

  async search(model: string, domain: readonly unknown[]): Promise<readonly number[]> {
    return (await this.call(model, 'search', domain, 0, null, [['id', 'ASC']])) as number[];
  }

  async find<T = Record<string, unknown>>(
    model: string,
    domain: readonly unknown[],
    fields: readonly string[],
  ): Promise<readonly T[]> {
    return (await this.call(model, 'search_read', domain, 0, null, [['id', 'ASC']], fields)) as T[];
  }

  /** The one record that a domain finds. */
  async only(model: string, domain: readonly unknown[]): Promise<number> {
    const [id] = await this.search(model, domain);
    if (id === undefined) throw new Error(`no ${model} with ${JSON.stringify(domain)}`);
    return id;
  }

  /** The record that a domain finds, made if there is none. */
  async ensure(model: string, domain: readonly unknown[], values: () => Fields | Promise<Fields>): Promise<number> {
    return (await this.search(model, domain))[0] ?? this.create(model, await values());
  }

  /** Buttons are plain methods. */
  click(model: string, button: string, ...ids: readonly number[]): Promise<unknown> {
    return this.call(model, button, ids);
  }

  /** Clicks as somebody who answers every question with yes. */
  async insist(model: string, button: string, ...ids: readonly number[]): Promise<unknown> {
    try {
      return await this.click(model, button, ...ids);
    } catch (error) {
      const name = /UserWarning: \["([^"]+)"/.exec((error as Error).message)?.[1];
      if (name === undefined) throw error;
      await this.create('res.user.warning', { user: this.userId, name, always: false });
      return this.insist(model, button, ...ids);
    }
  }
}
