/** How kinds of cases look, and what a cluster of them is called. */
import type { CaseCluster } from '../../api/types.ts';
import type { StatusName } from '../../parts/status.tsx';
import { withMoments } from '../../words/format.ts';
import { capital } from '../../words/names.ts';

export const statusOfKind = (kind: string): StatusName => {
  if (kind.startsWith('late-')) return 'late';
  // A customer who disputes, or goods that do: no two systems contradict each other.
  if (kind === 'dispute-review' || kind === 'deduction-unusable') return 'blocked';
  if (/refused|rejected/.test(kind)) return 'refused';
  if (/parked/.test(kind)) return 'parked';
  if (/doubt/.test(kind)) return 'in-doubt';
  if (/drift|quarantine|unknown-code/.test(kind)) return 'quarantined';
  if (/dispute|changed|agree|differ|unapplied|overpaid|restate/.test(kind)) return 'broken';
  return 'blocked';
};

/** What a cluster of these kinds is called; any other says what its cases say, without their numbers. */
const TITLES: Readonly<Record<string, string>> = {
  'late-acceptance': 'Orders are not accepted in time',
  'late-allocation': 'Stock is not decided in time',
  'late-release': 'Orders do not reach the warehouse in time',
  'late-shipment': 'Orders are not shipped in time',
  'late-invoice': 'Shipments are not invoiced in time',
  'late-payment': 'Invoices are not paid when due',
  'price-mismatch': 'Prices differ from the contract',
  'lot-rejected': 'Quality rejected lots',
  'lot-unstated': 'Nobody stated what some lots are',
  'lot-disputed': 'Two statements of a lot contradict each other',
  'field-conflict': 'Systems contradict each other about one field',
};

/** What a case says, as a sentence begins, with its moments as people read them. */
export const caseText = (text: string, now: number): string => capital(withMoments(text, now));

export const titleOf = ({ kind, cases, sample, title }: CaseCluster, now: number): string =>
  caseText(cases === 1 ? sample : (TITLES[kind] ?? title), now);

interface Mend {
  readonly path: string;
  readonly text: string;
}

/** Where the cause of a cluster itself is mended, where that is not a decision about its cases. */
export function mendOf(kind: string): Mend | null {
  if (kind === 'unknown-code') return { path: '/messages', text: 'Say what the code means' };
  if (/drift|quarantine/.test(kind)) return { path: '/messages', text: 'Look at the messages' };
  if (/lot|expired|recall/.test(kind)) return { path: '/stock?view=lots', text: 'Look at the lots' };
  if (/count|variance|snapshot|adjustment|write-off/.test(kind)) {
    return { path: '/stock?view=variances', text: 'Look at the counts' };
  }
  if (/approval/.test(kind)) return { path: '/approvals', text: 'Decide the task' };
  return null;
}
