/** The fault dial's named levels, and how one system's dial lies over the shared one. */
import { z } from 'zod';
import { MINUTE_MS } from '../kernel/instant.ts';
import type { FaultDial, FaultLevel } from './system.ts';

const NONE: FaultDial = {
  duplicate: 0,
  reorder: 0,
  loss: 0,
  latencyMs: 0,
  timeoutAfterEffect: 0,
  timeoutBeforeEffect: 0,
  throttle: 0,
  unavailable: 0,
  lateEffect: 0,
  shortPick: 0,
  restatement: 0,
  closedPeriod: 0,
  taxTrouble: 0,
  oddPayment: 0,
  outage: 0,
  outageMs: 0,
};

/** A good day: repeats, a little latency, now and then a short pick. */
const CALM: FaultDial = {
  ...NONE,
  duplicate: 0.03,
  reorder: 0.01,
  latencyMs: 20,
  throttle: 0.002,
  unavailable: 0.002,
  shortPick: 0.005,
  oddPayment: 0.01,
};

/** A bad day at a real distributor, all of it at once. */
const ROUGH: FaultDial = {
  duplicate: 0.15,
  reorder: 0.15,
  loss: 0.03,
  latencyMs: 150,
  timeoutAfterEffect: 0.04,
  timeoutBeforeEffect: 0.04,
  throttle: 0.03,
  unavailable: 0.03,
  lateEffect: 0.01,
  shortPick: 0.03,
  restatement: 0.01,
  closedPeriod: 0.02,
  taxTrouble: 0.01,
  oddPayment: 0.03,
  outage: 0.02,
  outageMs: 10 * MINUTE_MS,
};

/** About three times as bad as `rough`: worse than anything that stays in business. */
const HELL: FaultDial = {
  duplicate: 0.4,
  reorder: 0.4,
  loss: 0.1,
  latencyMs: 500,
  timeoutAfterEffect: 0.12,
  timeoutBeforeEffect: 0.12,
  throttle: 0.1,
  unavailable: 0.1,
  lateEffect: 0.03,
  shortPick: 0.1,
  restatement: 0.03,
  closedPeriod: 0.06,
  taxTrouble: 0.03,
  oddPayment: 0.1,
  outage: 0.06,
  outageMs: 30 * MINUTE_MS,
};

/** Every level of trouble. Copy one before changing it: `{ ...FAULT_LEVELS.rough }`. */
export const FAULT_LEVELS: Readonly<Record<FaultLevel, Readonly<FaultDial>>> = {
  none: NONE,
  calm: CALM,
  rough: ROUGH,
  hell: HELL,
};

const probability = z.number().min(0).max(1).nullable();
const duration = z.number().int().min(0).nullable();

/** Body of `PUT /sandbox/faults`: members to set for this system; null gives back the shared one. */
export const faultOverrides = z
  .strictObject({
    duplicate: probability,
    reorder: probability,
    loss: probability,
    latencyMs: duration,
    timeoutAfterEffect: probability,
    timeoutBeforeEffect: probability,
    throttle: probability,
    unavailable: probability,
    lateEffect: probability,
    shortPick: probability,
    restatement: probability,
    closedPeriod: probability,
    taxTrouble: probability,
    oddPayment: probability,
    outage: probability,
    outageMs: duration,
  })
  .partial();

/** One system's dial: its own members where it has some, else those of the shared dial, live. */
export interface SystemDial {
  readonly dial: FaultDial;
  /** Sets or, by null, gives up members of its own. */
  override(members: Readonly<Record<string, number | null | undefined>>): void;
  /** The dial as it stands, as plain values. */
  snapshot(): FaultDial;
}

/** Lays a dial over the shared one. */
export function dialOver(shared: FaultDial): SystemDial {
  const dial = Object.create(shared) as FaultDial;
  const own = dial as unknown as Record<string, number>;
  return {
    dial,
    override(members) {
      for (const [name, value] of Object.entries(members)) {
        if (value === null) delete own[name];
        else if (value !== undefined) own[name] = value;
      }
    },
    snapshot: () => ({ ...shared, ...dial }),
  };
}
