/**
 * Lot control: one lot of an item, with what is stated of it, who holds it, and what quality says. Its
 * standing counts for every promise of stock in the very transaction that learns of it; warehouses are
 * told, the laboratory is asked.
 */
import { COMMANDS, FACTS, type ContentOfFact } from '../../canonical/catalogue.ts';
import type { LotBar } from '../../domain/inventory/shelf-life.ts';
import { NO_STOCK_EFFECTS, type StockEffects } from '../../domain/inventory/stock-effects.ts';
import type { WorkflowDefinition } from '../../engine/definition.ts';
import type { ExceptionCase, Judgement, Wanted } from '../../engine/judgement.ts';
import {
  byFactType,
  contentOf,
  isDisputed,
  registers,
  registerTypes,
  type RegisterTypes,
  type State,
} from '../../engine/state.ts';
import { fingerprint } from '../../kernel/fingerprint.ts';
import { accepts, decisionsIn } from '../decisions.ts';
import { rule } from '../command-rule.ts';
import type { LotControlPolicy } from './policy.ts';
import { NO_TOTALS } from '../nothing-judged.ts';

/** Changes with every change of what is judged. */
const LOT_CONTROL_VERSION = 'lot-control-1';

const R = registerTypes({
  stated: FACTS.lotStated,
  hold: FACTS.lotHoldDecided,
  quality: FACTS.qualityDecided,
  decided: FACTS.caseDecided,
});

const REGISTERS: RegisterTypes = byFactType(R);

type Stated = ContentOfFact<typeof FACTS.lotStated>;
type Hold = ContentOfFact<typeof FACTS.lotHoldDecided>;

/** What is known of a lot, as everybody may read it. */
export interface LotView {
  readonly item: string;
  readonly lot: string;
  readonly stated: Stated | null;
  readonly isDisputed: boolean;
  /** Holds that stand, by name. */
  readonly holds: readonly Hold[];
  readonly quality: 'released' | 'rejected' | 'undecided';
  /** Why nobody may be promised it; `null`: nothing stands against it. */
  readonly bar: LotBar | null;
  /** In words. */
  readonly because: string;
}

/** Gathers a lot, or `null` while nothing names it. */
export function lotViewOf(state: State): LotView | null {
  const known = registers(state, R.stated)[0];
  const held = registers(state, R.hold);
  const quality = registers(state, R.quality)[0];
  const stated = known === undefined ? null : contentOf(known);
  const named = stated ?? held[0]?.contents[0].value ?? quality?.contents[0].value;
  if (named === undefined) return null;
  // Of decisions that contradict each other the careful one counts.
  const holds = held.flatMap(({ contents }) => contents.find(({ value }) => value.holds)?.value ?? []);
  const verdicts = (quality?.contents ?? []).map(({ value }) => value.verdict);
  const isContradicted = known !== undefined && isDisputed(known);
  const facts = {
    item: named.item,
    lot: named.lot,
    stated,
    isDisputed: isContradicted,
    holds,
    quality: verdicts.includes('rejected') ? 'rejected' : (verdicts[0] ?? 'undecided'),
  } as const;
  const [bar, because] = barOf(facts);
  return { ...facts, bar, because };
}

function barOf(lot: Omit<LotView, 'bar' | 'because'>): [LotBar | null, string] {
  const recall = lot.holds.find(({ kind }) => kind === 'recall');
  if (recall !== undefined) return ['recalled', recall.reason];
  const [hold] = lot.holds;
  if (lot.quality === 'rejected') return ['rejected', 'quality rejected it'];
  if (hold !== undefined) return ['held', hold.reason];
  if (lot.stated === null) return ['unstated', 'nobody stated what it is'];
  if (lot.isDisputed) return ['disputed', 'its statements contradict each other'];
  if (lot.stated.needsRelease === true && lot.quality !== 'released') {
    return ['unreleased', 'quality has not released it yet'];
  }
  return [null, 'it may be sold'];
}

function judge(policy: LotControlPolicy, state: State): Judgement {
  const lot = lotViewOf(state);
  const decisions = decisionsIn(state, R.decided);
  const cases = lot === null ? [] : casesOf(lot).filter(({ id }) => !accepts(decisions.get(id)));
  const waits = lot?.bar === 'unreleased';
  return {
    wanted: lot === null ? [] : [...statuses(policy, lot, state), ...test(policy, lot)],
    deadlines: [],
    cases,
    decisions,
    lifecycle: lot?.bar ?? 'sellable',
    equations: [],
    settled: cases.length === 0 && !waits,
    ...(waits ? { awaits: 'the release by quality' } : {}),
    totals: NO_TOTALS,
  };
}

/** Holds and recalls have an owner already; what contradicts itself or was rejected needs one. */
function casesOf({ item, lot, bar, stated }: LotView): ExceptionCase[] {
  const about = `lot ${lot} of ${item}`;
  if (bar === 'disputed') {
    return [{
      id: `lot-disputed:${stated!.version}`,
      kind: 'lot-disputed',
      text: `Two statements of ${about} contradict each other: it is not promised meanwhile`,
      role: 'quality',
      exposure: null,
      playbook: 'Have its owner state it again with a higher version.',
    }];
  }
  if (bar === 'rejected') {
    return [{
      id: 'lot-rejected',
      kind: 'lot-rejected',
      text: `Quality rejected ${about}: what is there of it must go back or be scrapped`,
      role: 'quality',
      exposure: null,
      playbook: 'Have it scrapped or returned to its supplier; accept once the warehouse has moved it.',
    }];
  }
  if (bar === 'unstated') {
    return [{
      id: 'lot-unstated',
      kind: 'lot-unstated',
      text: `Something is said of ${about}, and nobody stated what it is`,
      role: 'quality',
      exposure: null,
      playbook:
        'Have the warehouse state the lot with its expiry, or correct the number; or state it ' +
        'yourself: Stock, Lots and expiry, “State lots”.',
    }];
  }
  return [];
}

/** A warehouse is told once a lot was ever stopped; from then on it hears of every change. */
function statuses({ warehouses }: LotControlPolicy, lot: LotView, state: State): Wanted[] {
  const wasStopped = registers(state, R.hold).length + registers(state, R.quality).length > 0;
  const { item, lot: number, bar, because } = lot;
  const blocked = bar !== null;
  if (bar === 'unstated' || (!wasStopped && !blocked)) return [];
  const of = fingerprint(`${blocked} ${because}`);
  return warehouses.map((system) => ({
    id: `set-lot-status:${system}`,
    type: COMMANDS.setLotStatus.type,
    system,
    fingerprint: of,
    gates: [],
    content: () => ({ item, lot: number, of, blocked, reason: because }),
  }));
}

function test({ laboratory }: LotControlPolicy, { item, lot, stated, quality }: LotView): Wanted[] {
  if (laboratory === null || stated?.needsRelease !== true || quality !== 'undecided') return [];
  const { receivedOn } = stated;
  const of = fingerprint(`${receivedOn ?? ''}`);
  return [{
    id: `request-quality-test:${laboratory}`,
    type: COMMANDS.requestQualityTest.type,
    system: laboratory,
    fingerprint: of,
    gates: [],
    content: () => ({ item, lot, of, ...(receivedOn === undefined ? {} : { receivedOn }) }),
  }];
}

/** What everybody who promises stock goes by from now on. */
function stockOf(state: State): StockEffects {
  const view = lotViewOf(state);
  if (view === null) return NO_STOCK_EFFECTS;
  const { item, lot, stated, bar } = view;
  const standing = {
    item, lot, bar, expiresOn: stated?.expiresOn ?? null, receivedOn: stated?.receivedOn ?? null,
  };
  return { ...NO_STOCK_EFFECTS, lots: [standing] };
}

const TELL = rule('adjust', 'quality', 1);

/** Lot control, as the application runs it. */
export function lotControl(policy: LotControlPolicy) {
  const definition: WorkflowDefinition = {
    name: 'lot-control',
    version: `${LOT_CONTROL_VERSION}-${fingerprint(JSON.stringify(policy))}`,
    registers: REGISTERS,
    commands: { [COMMANDS.setLotStatus.type]: TELL, [COMMANDS.requestQualityTest.type]: TELL },
    restatesCases: true,
    judge: (state) => judge(policy, state),
  };
  return { definition, stockOf };
}
