import type { Fault } from '../../canonical/fact-type.ts';
import { waitsForOf } from '../codes/waits-for.ts';
import type { QuarantineRow } from '../ports/store.ts';

/** Why a message is kept whole, as its quarantine entry says it. */
export type WhyFaulty = Pick<QuarantineRow, 'code' | 'reason'> & { readonly waitsFor: string | null };

/** Sums up what a translation found: only codes to map, or something that a mapping does not mend. */
export function whyFaulty(faults: readonly Fault[]): WhyFaulty {
  const waitsFor = waitsForOf(faults);
  const isMappable = waitsFor !== null && faults.every(({ unknown }) => unknown !== undefined);
  return {
    code: isMappable ? 'unknown-code' : 'untranslatable',
    reason: faults.map(({ path, message }) => `${path} ${message}`).join('; '),
    waitsFor,
  };
}
