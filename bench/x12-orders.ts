/** X12 850s from bytes to facts, against bare splitting of the same bytes in the same run. */
import { translateFile } from '../src/connectors/x12/translate.ts';
import { fromPartner, optionsOf, order850, profileOf } from '../test/support/x12-partner.ts';
import { openPartnerServer } from '../test/support/x12-server.ts';
import { median, rounded, spreadOf, startBenchServer, type Say } from './harness.ts';

/** Orders in one interchange: what a retailer sends at night. */
const ORDERS = 200;
const RUNS = 7;
/** Milliseconds of translating, and of splitting, in each run. */
const RUN_MS = 500;
/** Parts of the speed of bare splitting that a translation keeps, all checks included. */
const GOAL_RATIO = 0.01;

const UNITS = { codes: { 'item-unit': { 'HOSE/case': '12' } } };

export interface X12Rates {
  readonly value: number;
  readonly unit: string;
  readonly reference: number;
  readonly ratio: number;
  readonly spread: readonly [number, number];
  readonly passed: boolean;
  readonly referenceIs: string;
}

export async function measureX12(say: Say): Promise<X12Rates> {
  const profile = profileOf(UNITS);
  const options = optionsOf(profile);
  const documents = Array.from({ length: ORDERS }, (_, at) => order850(`PO-${at + 1}`));
  const body = Buffer.from(fromPartner(profile, { set: '850', documents }));
  const message = { headers: {}, body };
  const translation = translateFile(message, options);
  if (translation.kind !== 'facts' || translation.held!.length > 0) throw new Error('an order is held');
  const rates: number[] = [];
  const references: number[] = [];
  for (let run = 0; run <= RUNS; run++) {
    const rate = ordersPerSecond(() => translateFile(message, options));
    const bare = ordersPerSecond(() => split(body));
    if (run === 0) continue; // The first run warms everything up.
    rates.push(rate);
    references.push(bare);
    say(`x12 run ${run}: ${Math.round(rate)} orders/s, bare ${Math.round(bare)}/s`);
    await new Promise((rest) => setImmediate(rest));
  }
  const ratio = median(rates.map((rate, at) => rate / references[at]!));
  return {
    value: Math.round(median(rates)),
    unit: 'X12 850s/s',
    reference: Math.round(median(references)),
    ratio: rounded(ratio),
    spread: spreadOf(rates.map(Math.round)),
    passed: ratio >= GOAL_RATIO,
    referenceIs: 'splitting the same bytes at terminators and element separators',
  };
}

/** Interchanges that are applied in each run. */
const APPLIED = 4;
const APPLIED_RUNS = 3;
/** Parts of the speed of bare splitting that is left when every order is judged and on disk. */
const APPLIED_GOAL = 0.001;

/** The same orders through translation, admission, judgement and the store, until they are committed. */
export async function measureApplied(say: Say): Promise<X12Rates> {
  const postgres = await startBenchServer();
  const profile = profileOf(UNITS);
  const partner = await openPartnerServer(UNITS, {
    url: await postgres.database(),
    drop: () => Promise.resolve(),
  });
  let control = 0;
  const interchange = (): Buffer => {
    const number = ++control;
    const documents = Array.from({ length: ORDERS }, (_, at) => order850(`PO-${number}-${at + 1}`));
    return Buffer.from(fromPartner(profile, { set: '850', control: number, documents }));
  };
  try {
    const rates: number[] = [];
    const references: number[] = [];
    for (let run = 0; run <= APPLIED_RUNS; run++) {
      const bodies = Array.from({ length: APPLIED }, interchange);
      const startedAt = performance.now();
      for (const body of bodies) {
        const receipt = await partner.receive(body);
        const isTaken = receipt.kind === 'received' && receipt.facts.every(({ status }) => status === 'accepted');
        if (!isTaken) throw new Error(`an interchange is ${receipt.kind}`);
      }
      const rate = ((APPLIED * ORDERS) / (performance.now() - startedAt)) * 1_000;
      const bare = ordersPerSecond(() => split(bodies[0]!));
      if (run === 0) continue; // The first run warms everything up.
      rates.push(rate);
      references.push(bare);
      say(`x12 applied, run ${run}: ${Math.round(rate)} orders/s, bare ${Math.round(bare)}/s`);
    }
    const ratio = median(rates.map((rate, at) => rate / references[at]!));
    return {
      value: Math.round(median(rates)),
      unit: 'X12 850s/s applied',
      reference: Math.round(median(references)),
      ratio: Number(ratio.toPrecision(3)),
      spread: spreadOf(rates.map(Math.round)),
      passed: ratio >= APPLIED_GOAL,
      referenceIs: 'splitting the same bytes at terminators and element separators, and keeping nothing',
    };
  } finally {
    await partner.close();
    await postgres.stop();
  }
}

const split = (body: Buffer): unknown =>
  body.toString('latin1').split('~').map((line) => line.split('*'));

function ordersPerSecond(work: () => unknown): number {
  const startedAt = performance.now();
  let done = 0;
  let elapsedMs = 0;
  while (elapsedMs < RUN_MS) {
    work();
    done += ORDERS;
    elapsedMs = performance.now() - startedAt;
  }
  return (done / elapsedMs) * 1_000;
}
