import { factTypeOf } from '../../canonical/catalogue.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { CanonicalFact, Connector } from '../ports/connector.ts';
import type { QuarantineFilter, StoredQuarantine, UpkeepStore } from '../ports/upkeep-store.ts';
import type { FrontDoor } from './receive.ts';
import { contentFor, refusalOf, type Admission } from './admit.ts';
import { faultsOf, whyFaulty } from './faulty.ts';

/** What a redrive came to. */
export interface RedriveReport {
  readonly redriven: number;
  readonly stillFaulty: number;
}

/** What it works with. */
export interface RedriveOptions {
  readonly store: UpkeepStore;
  readonly door: FrontDoor;
  readonly connectors: ReadonlyMap<string, Connector>;
  readonly admission: Admission;
  readonly clock: Clock;
}

/** What a quarantined entry says now, or why it still says nothing. */
export type ReadAgain =
  | { readonly facts: readonly CanonicalFact[] }
  | { readonly code: string; readonly reason: string; readonly waitsFor?: string | null };

/** Entries read at a time. */
const PAGE_MAX = 200;

/**
 * Lets quarantined messages and facts in again, after a mapping or an ownership was mended: in the
 * order of their arrival, one after the other, so the order per key is the original one.
 *
 * Messages that arrived later did not wait behind them: facts are versioned registers, so the
 * newer version wins whenever it arrives and order cannot matter. A fact type for which it did
 * matter would have to say so in its version.
 */
export async function redrive(
  options: RedriveOptions,
  filter: QuarantineFilter,
): Promise<RedriveReport> {
  const { store, door } = options;
  const report = { redriven: 0, stillFaulty: 0 };
  let after = 0n;
  for (;;) {
    const page = await store.quarantined(filter, after, PAGE_MAX);
    for (const entry of page) {
      after = entry.number;
      const read = readAgain(entry, options);
      if ('reason' in read) {
        report.stillFaulty += 1;
        await store.stillFaulty(entry.number, read.code, read.reason, read.waitsFor ?? null);
        continue;
      }
      await door.admit(entry.source, read.facts, { redriven: [entry.number] });
      report.redriven += 1;
    }
    if (page.length < PAGE_MAX) return report;
  }
}

/** Reads an entry by the mappings and the ownership of now. */
export function readAgain(
  entry: StoredQuarantine,
  { connectors, admission, clock }: Pick<RedriveOptions, 'connectors' | 'admission' | 'clock'>,
): ReadAgain {
  const now = clock.now();
  let facts: readonly CanonicalFact[];
  if (entry.kind === 'message') {
    const connector = connectors.get(entry.source);
    if (connector === undefined) return { code: 'untranslatable', reason: `no connector ${entry.source}` };
    const headers = JSON.parse(entry.headers ?? '{}') as Record<string, string>;
    const translation = connector.translate({ headers, body: entry.body, receivedAt: entry.receivedAt });
    if (translation.kind === 'rejected') return { code: 'untranslatable', reason: translation.reason };
    const faults = faultsOf(translation);
    if (translation.kind === 'faults' || faults.length > 0) return whyFaulty(faults);
    ({ facts } = translation);
  } else {
    // What conflicts with itself does not become right by being said again.
    if (entry.code === 'id-reused' || entry.code === 'ledger-conflict') return entry;
    const type = factTypeOf(entry.factType ?? '');
    if (type === undefined)
      return { code: 'unknown-fact-type', reason: `there is no fact type ${entry.factType}` };
    const decoded = type.decode(parsed(entry.body));
    if (!decoded.ok)
      return {
        code: 'invalid-content',
        reason: decoded.error.map(({ path, message }) => `${path} ${message}`).join('; '),
      };
    facts = [
      {
        type: type.type,
        id: entry.factId!,
        entity: entry.entity!,
        occurredAt: entry.occurredAt ?? entry.receivedAt,
        content: decoded.value.content,
      },
    ];
  }
  for (const fact of facts) {
    const { type, occurredAt } = fact;
    const refusal =
      refusalOf(admission, entry.source, type, occurredAt, now) ??
      contentFor({ ...admission, ignored: () => {} }, entry.source, fact).refusal;
    if (refusal !== null) return refusal;
  }
  return { facts };
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    return undefined;
  }
}
