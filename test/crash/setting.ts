/** What the processes of the crash test share: one fast clock, one world, one configuration. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { FastClock } from '../../src/main/clocks.ts';
import { checkConfig, type Config } from '../../src/main/config/config.ts';
import distributor from '../../crossdock.config.ts';
import { demoWorld } from '../../src/main/box/world.ts';
import { instant } from '../../src/kernel/instant.ts';
import type { FaultDial, World } from '../../src/sandbox/system.ts';
import { FAULT_LEVELS } from '../../src/sandbox/faults.ts';

/** Played time against the wall's: an hour is three seconds. */
export const FACTOR = 1_200;
/** A Wednesday morning. */
export const START = instant(Date.parse('2031-05-07T07:00:00Z'));

const setting = z.object({
  originMs: z.number(),
  seed: z.number(),
  databaseUrl: z.string(),
  secret: z.string(),
  serverPort: z.number(),
  /** Addresses of the simulated systems, once they run. */
  urls: z.record(z.string(), z.string()),
});

/** One run of the crash test, as its processes are told of it. */
export type Setting = z.output<typeof setting>;

/** Reads the setting that the test wrote for its processes. */
export const readSetting = (file: string): Setting =>
  setting.parse(JSON.parse(readFileSync(file, 'utf8')));

export const clockOf = ({ originMs }: Setting): FastClock =>
  new FastClock(originMs, START, FACTOR);

/**
 * The sandbox's distributor with patience that fits the fast clock: what counts as silence must be
 * long against the time that a request really takes.
 */
export function patientConfig(): Config {
  const systems = Object.fromEntries(
    Object.entries(distributor.systems).map(([system, settings]) => [
      system,
      { ...settings, budget: { timeout: '20 min', concurrency: 32, perSecond: 50 }, sweepEvery: '1 h' },
    ]),
  );
  return checkConfig('crossdock.config.ts', { ...distributor, systems });
}

/** Customers who pay at once and take part of what they ordered: no order needs a person. */
export function eagerWorld(seed: number): World {
  const world = demoWorld(seed);
  return {
    ...world,
    customers: world.customers.map((customer) => ({
      ...customer,
      creditLimit: '10000000',
      payment: 'prepaid',
      netDays: 0,
      proofOfDelivery: false,
      shortShip: 'close',
    })),
  };
}

/**
 * Faults of transport only. Late effects need a clock on which a settle time is long against the
 * jitter of real processes: the simulation covers them.
 */
export const CRASH_FAULTS: FaultDial = {
  ...FAULT_LEVELS.rough,
  latencyMs: 0,
  lateEffect: 0,
  // Effects whose answer is awaited while the server is struck.
  timeoutAfterEffect: 0.3,
  restatement: 0,
  closedPeriod: 0,
  taxTrouble: 0,
  oddPayment: 0,
  outage: 0,
};
