/** What people state of lots that nobody stated: previewed, then one fact and one audit entry for each. */
import { FACTS } from '../../canonical/catalogue.ts';
import { LOT, lotNumber } from '../../canonical/facts/lot-stated.v1.ts';
import { PERSON } from '../../canonical/person.ts';
import {
  fitnessOf,
  promisable,
  type Fitness,
  type LotTerms,
} from '../../domain/inventory/shelf-life.ts';
import type { Instant, LocalDate } from '../../kernel/instant.ts';
import { principalRef, type Principal } from '../access/principal.ts';
import { stateFact } from '../act/state-fact.ts';
import { nextVersionOf } from './recall.ts';
import type { QualityOffice } from './lot-quality.ts';
import type { LotAtSite, StockReads } from './stock-reads.ts';

export interface LotStatement {
  readonly item: string;
  readonly lot: string;
  /** `null`: it does not expire. */
  readonly expiresOn: LocalDate | null;
}

export interface LotStatements {
  readonly entity: string;
  readonly lots: readonly LotStatement[];
  readonly needsRelease: boolean;
}

export interface StatedEffect extends LotStatement {
  readonly before: Fitness;
  readonly after: Fitness;
  readonly onHand: bigint;
  /** Of it, what could be promised by the statement. */
  readonly freed: bigint;
}

/** Sites of one lot: more than any house has. */
const SITES_MAX = 100;

const placesOf = async (
  stock: StockReads,
  entity: string,
  { item, lot }: Pick<LotStatement, 'item' | 'lot'>,
): Promise<readonly LotAtSite[]> => {
  const filter = { after: null, limit: SITES_MAX, entities: [entity], item, lot, site: null, unstated: null };
  return (await stock.lots(filter)).items;
};

/** What each lot would be fit for, by the rule of every promise. */
export async function previewStatements(
  stock: StockReads,
  { entity, lots, needsRelease }: LotStatements,
  todayAt: (site: string) => LocalDate,
): Promise<readonly StatedEffect[]> {
  const effects: StatedEffect[] = [];
  for (const statement of lots) {
    const places = await placesOf(stock, entity, statement);
    const bar = places.find(({ terms }) => terms.bar !== null && terms.bar !== 'unstated')?.terms.bar ?? null;
    const terms: LotTerms = {
      lot: statement.lot,
      expiresOn: statement.expiresOn,
      receivedOn: null,
      bar: bar ?? (needsRelease ? 'unreleased' : null),
    };
    const [first] = places;
    const today = todayAt(first?.site ?? '');
    const after = fitnessOf(terms, today, 0);
    const sum = (of: (place: LotAtSite) => bigint): bigint =>
      places.reduce((total, place) => total + of(place), 0n);
    effects.push({
      ...statement,
      before: first === undefined ? 'unstated' : fitnessOf(first.terms, today, 0),
      after,
      onHand: sum(({ onHand }) => onHand),
      freed: sum(({ onHand }) => promisable(onHand, after)),
    });
  }
  return effects;
}

export interface StatedAccount {
  readonly done: readonly LotStatement[];
  readonly refused: readonly (LotStatement & { readonly reason: string })[];
}

interface Maker {
  readonly principal: Principal;
  readonly actor: string;
}

/** One after another; each lot that was named is in the account once. */
export async function stateLots(
  office: QualityOffice & { readonly stock: StockReads },
  maker: Maker,
  { entity, lots, needsRelease }: LotStatements,
  reason: string,
): Promise<StatedAccount> {
  const done: LotStatement[] = [];
  const refused: (LotStatement & { reason: string })[] = [];
  for (const statement of lots) {
    const why = await stateLot(office, maker, entity, statement, needsRelease, reason);
    if (why === null) done.push(statement);
    else refused.push({ ...statement, reason: why });
  }
  return { done, refused };
}

/** States one lot; answers why it was not, or `null`. */
async function stateLot(
  { reads, intake, audit, clock }: QualityOffice,
  { principal, actor }: Maker,
  entity: string,
  { item, lot, expiresOn }: LotStatement,
  needsRelease: boolean,
  reason: string,
): Promise<string | null> {
  const instance = `${entity}/${LOT}/${lotNumber({ item, lot })}`;
  const { type, read } = FACTS.lotStated;
  const version = await nextVersionOf(reads, instance, type, (text) => read(text).version);
  if (version > 1) return 'somebody has stated it meanwhile';
  const data = {
    item,
    lot,
    version,
    ...(expiresOn === null ? {} : { expiresOn }),
    ...(needsRelease ? { needsRelease } : {}),
  };
  const at: Instant = clock.now();
  const taken = await stateFact(intake, {
    source: PERSON,
    id: `${instance}/stated/${version}`,
    type,
    entity,
    occurredAt: at,
    correlationId: instance,
    causationId: null,
    data,
  });
  if (!taken.ok) return taken.error.detail ?? taken.error.code;
  await audit.append({
    at,
    actor,
    principal: principalRef(principal),
    action: 'lot.state',
    entity,
    subject: instance,
    before: null,
    after: JSON.stringify(data),
    reason,
  });
  return null;
}
