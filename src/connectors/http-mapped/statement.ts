/** A system's own account of what changed, page by page. */
import {
  StatementPaused,
  type CanonicalFact,
  type StatementWindow,
} from '../../application/ports/connector.ts';
import { SECOND_MS, formatInstant, type Instant } from '../../kernel/instant.ts';
import type { Expression } from '../expression/expression.ts';
import type { HttpAnswer, HttpClient } from '../http.ts';
import { factsOf, type Reading } from '../mapping/facts.ts';
import { notRead } from '../statement-page.ts';
import { recordId } from './messages.ts';
import type { HttpSettings, Listing } from './settings.ts';
import { recordHeaders } from './signature.ts';

/** Pages of one statement: a million records at a hundred each. */
const PAGES_MAX = 10_000;

/** What a statement is read with. */
export interface Statements {
  readonly client: HttpClient;
  /** Scheme, host and port of the system: a link that leads elsewhere is not followed. */
  readonly origin: string;
  readonly settings: HttpSettings;
  readonly reading: Reading;
  /** Our secret: what could not be read is kept under it. */
  readonly own: string;
  /** Kept from one call to the next. */
  readonly unfinished: Unfinished;
}

/**
 * Everything that changed in the window, by all listings. A record that cannot be read is marked as
 * such, so that it holds nobody else back.
 * @throws Error when a page cannot be had: half a statement would look like silence.
 */
export async function statement(
  statements: Statements,
  window: StatementWindow,
  signal: AbortSignal,
): Promise<readonly CanonicalFact[]> {
  const { unfinished } = statements;
  const left = unfinished.reading;
  const reading = left?.window.from === window.from ? left : beginReading(window);
  // Whoever reads it has it for himself; it is put back where it is not finished.
  unfinished.reading = null;
  try {
    await readOn(statements, reading, signal);
  } catch (error) {
    if (error instanceof StatementPaused) unfinished.reading = reading;
    throw error;
  }
  // What changed while the system wanted its pause is read as a window of its own.
  const { to } = reading.window;
  if (to >= window.to) return reading.facts;
  const rest = await statement(statements, { from: to, to: window.to }, signal);
  return [...reading.facts, ...rest];
}

/** A statement that is being read: what it has brought, and where it goes on. */
interface StatementReading {
  readonly window: StatementWindow;
  readonly facts: CanonicalFact[];
  /** Turns of the listings that are read to their end. */
  done: number;
  /** Where the turn under way goes on; `null`: at its beginning. */
  place: Place | null;
}

/** What a system's pause has left unfinished. */
export interface Unfinished {
  reading: StatementReading | null;
}

const beginReading = (window: StatementWindow): StatementReading => ({
  window,
  facts: [],
  done: 0,
  place: null,
});

/** What is needed of a listing to turn its pages. */
type Paged = Pick<Listing, 'path' | 'query' | 'paging' | 'items' | 'forEach'>;

/** One reading of one listing: for nothing in particular, or for one of the values that it names. */
interface Turn<L extends Paged = Paged> {
  readonly listing: L;
  readonly each: string | undefined;
}

export const turnsOf = <L extends Paged>(listings: readonly L[]): readonly Turn<L>[] =>
  listings.flatMap((listing): Turn<L>[] =>
    listing.forEach === undefined
      ? [{ listing, each: undefined }]
      : listing.forEach.map((each) => ({ listing, each })),
  );

async function readOn(statements: Statements, reading: StatementReading, signal: AbortSignal): Promise<void> {
  const { window, facts } = reading;
  for (const turn of turnsOf(statements.settings.statement).slice(reading.done)) {
    const { listing } = turn;
    const from = Math.max(0, window.from - listing.overlapSeconds * SECOND_MS) as Instant;
    const asked = { from, to: window.to };
    for await (const page of pagesOf(statements, turn, asked, signal, reading.place)) {
      for (const record of page.records) {
        facts.push(...factsOfRecord(statements, listing, record, window));
      }
      reading.place = page.next;
    }
    reading.place = null;
    reading.done += 1;
  }
}

interface Page {
  readonly document: unknown;
  readonly records: readonly unknown[];
  readonly next: Place | null;
}

/** Where reading goes on. */
interface Place {
  /** Path and query of the next page where the system names it itself. */
  readonly path: string | null;
  readonly cursor: unknown;
  readonly page: number;
  readonly after: unknown;
  readonly afterId: unknown;
}

const firstPlace = ({ from }: StatementWindow): Place => ({
  path: null,
  cursor: undefined,
  page: 1,
  after: formatInstant(from),
  afterId: undefined,
});

/** Page after page of a list. Throws when one cannot be had. */
export async function* pagesOf(
  statements: Statements,
  turn: Turn,
  window: StatementWindow,
  signal: AbortSignal,
  begin: Place | null,
): AsyncGenerator<Page> {
  const { listing } = turn;
  let place: Place | null = begin ?? firstPlace(window);
  const seen = new Set<string>();
  for (let pages = 0; place !== null; pages++) {
    if (pages >= PAGES_MAX) throw new Error(`no statement: more than ${PAGES_MAX} pages`);
    const path: string = place.path ?? pathOf(statements, listing, namesOf(turn, window, place));
    if (seen.has(path)) throw new Error(`no statement: ${path} leads to itself`);
    seen.add(path);
    const outcome = await statements.client.request({ method: 'GET', path, signal });
    if (outcome.kind !== 'answer') throw new Error(`no statement: ${outcome.reason}`);
    if (outcome.status !== 200) throw notRead(outcome);
    if (outcome.body === undefined) throw new Error('no statement: the answer is no JSON');
    const read = { document: outcome.body, records: recordsOf(statements, listing, outcome.body) };
    place = nextPlace(statements, listing, place, outcome, read);
    yield { ...read, next: place };
  }
}

const namesOf = ({ each }: Turn, window: StatementWindow, place: Place): ReadonlyMap<string, unknown> =>
  new Map<string, unknown>([
    ['from', formatInstant(window.from)],
    ['to', formatInstant(window.to)],
    ['cursor', place.cursor],
    ['page', place.page],
    ['after', place.after],
    ['afterId', place.afterId],
    ['each', each],
  ]);

/** Path and query of a request, by what its expressions may name. */
export function pathOf(
  statements: Statements,
  { path: address, query: given }: Pick<Listing, 'path' | 'query'>,
  names: ReadonlyMap<string, unknown>,
): string {
  const value = (expression: Expression): unknown => valueOf(expression, null, null, names, statements);
  const query = new URLSearchParams();
  for (const [name, expression] of Object.entries(given)) {
    const found = value(expression);
    if (found !== undefined && found !== null) query.set(name, String(found));
  }
  const path = String(value(address));
  return query.size === 0 ? path : `${path}?${query.toString()}`;
}

function recordsOf(statements: Statements, listing: Paged, document: unknown): readonly unknown[] {
  const records = valueOf(listing.items, document, document, new Map(), statements);
  if (records === undefined) return [];
  return Array.isArray(records) ? records : [records];
}

function nextPlace(
  statements: Statements,
  { paging }: Paged,
  place: Place,
  answer: HttpAnswer,
  { document, records }: Pick<Page, 'document' | 'records'>,
): Place | null {
  switch (paging.by) {
    case 'nothing':
      return null;
    case 'link': {
      const path = linkedPath(answer, statements.origin);
      return path === null ? null : { ...place, path };
    }
    case 'cursor': {
      const cursor = valueOf(
        paging.next,
        document,
        document,
        new Map([['page', place.page]]),
        statements,
      );
      const isLast = cursor === undefined || cursor === null || cursor === '' || cursor === false;
      return isLast ? null : { ...place, cursor, page: place.page + 1 };
    }
    case 'number':
      return records.length < paging.size ? null : { ...place, page: place.page + 1 };
    case 'last': {
      const last = records.at(-1);
      if (last === undefined) return null;
      const after = valueOf(paging.changedAt, document, last, new Map(), statements);
      const afterId = valueOf(paging.id, document, last, new Map(), statements);
      // The last page repeats its last record, or has none.
      if (after === place.after && afterId === place.afterId) return null;
      return { ...place, after, afterId };
    }
  }
}

/** The path and query of `Link: <…>; rel="next"`. */
function linkedPath(answer: HttpAnswer, origin: string): string | null {
  const header = answer.headers['link'];
  const text = Array.isArray(header) ? header.join(', ') : (header ?? '');
  for (const [, address, parameters] of text.matchAll(/<([^>]*)>((?:\s*;\s*[^,;]+)*)/g)) {
    if (!/;\s*rel="?next"?(\s|;|$)/i.test(parameters ?? '')) continue;
    const url = new URL(address!, origin);
    if (url.origin !== origin) throw new Error(`no statement: a link leads to ${url.origin}`);
    return url.pathname + url.search;
  }
  return null;
}

function valueOf(
  expression: Expression,
  root: unknown,
  focus: unknown,
  names: ReadonlyMap<string, unknown>,
  { reading }: Statements,
): unknown {
  const result = expression.evaluate({ root, focus, names, codes: reading.codes });
  if (result.ok) return result.value;
  throw new Error(`no statement: ${result.error.path} ${result.error.message}`);
}

function factsOfRecord(
  { settings, reading, own }: Statements,
  { mapping }: Listing,
  record: unknown,
  window: StatementWindow,
): readonly CanonicalFact[] {
  const mappings = settings.mappings[mapping]!;
  const facts = factsOf(mappings, { document: record, record, headers: {} }, reading);
  if (facts.ok) return facts.value;
  const body = Buffer.from(JSON.stringify(record));
  const message = { headers: recordHeaders(mapping, body, own), body };
  return [
    {
      type: mappings[0]!.type,
      id: recordId(body),
      entity: reading.fallbackEntity,
      occurredAt: window.from,
      content: null,
      unreadable: { faults: facts.error, message },
    },
  ];
}
