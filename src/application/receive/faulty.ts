import type { Fault } from '../../canonical/fact-type.ts';
import { waitsForOf } from '../codes/waits-for.ts';
import type { Translation } from '../ports/connector.ts';
import type { QuarantineRow } from '../ports/store.ts';

/** Why a message is kept whole, as its quarantine entry says it. */
export type WhyFaulty = Pick<QuarantineRow, 'code' | 'reason'> & { readonly waitsFor: string | null };

/** Sums up what a translation found: only codes to map, or something that a mapping does not mend. */
export function whyFaulty(faults: readonly Fault[]): WhyFaulty {
  const waitsFor = waitsForOf(faults);
  const isMappable = waitsFor !== null && faults.every(({ unknown }) => unknown !== undefined);
  return {
    code: isMappable ? 'unknown-code' : 'untranslatable',
    reason: reasonOf(faults),
    waitsFor,
  };
}

/** Characters of a reason: enough for twenty faults; a thousand like them say no more. */
const REASON_LENGTH_MAX = 4_000;

/** Faults as one text that can be stored and shown, whatever the sender has put into its members. */
export function reasonOf(faults: readonly Fault[]): string {
  const text = faults.map(({ path, message }) => `${path} ${message}`).join('; ');
  const shown = text.toWellFormed().replaceAll(/\p{Cc}/gu, (one) => {
    return `\\u${one.codePointAt(0)!.toString(16).padStart(4, '0')}`;
  });
  return shown.length <= REASON_LENGTH_MAX ? shown : `${shown.slice(0, REASON_LENGTH_MAX)} …`;
}

/** Everything that is wrong with a message, or with the parts of it that are held. */
export const faultsOf = (translation: Exclude<Translation, { kind: 'rejected' }>): readonly Fault[] =>
  translation.kind === 'faults'
    ? translation.faults
    : (translation.held ?? []).flatMap(({ faults }) => faults);
