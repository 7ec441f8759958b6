/** What a person can decide about a case, in words that say what it does. */
export type Verdict = 'accept' | 'reject' | 'retry' | 'reissue' | 'waive';

export const VERDICTS: readonly (readonly [Verdict, string, string])[] = [
  ['accept', 'Accept', 'It counts as it is, and the workflow goes on.'],
  ['retry', 'Try again', 'The system is asked once more, as it is.'],
  ['reissue', 'Do it anew', 'What was done is taken back, and done again with the content of now.'],
  ['waive', 'Waive', 'The condition is left as it is; other values open a new case.'],
  ['reject', 'Reject', 'It does not count, and the workflow goes on accordingly.'],
];

/** Verdicts that mean something for a kind of case; the first is the usual one. */
export function verdictsOf(kind: string): readonly Verdict[] {
  if (kind === 'dispute-review') return ['accept', 'reissue', 'reject'];
  if (kind.startsWith('late-') || kind.startsWith('channel-')) return ['waive'];
  if (/refused|parked|tax|posting/.test(kind)) return ['retry', 'reissue', 'waive'];
  if (/changed|differ/.test(kind)) return ['reissue', 'waive', 'accept'];
  return ['accept', 'waive', 'reject'];
}
