import type { LedgerConflict } from '../process/ledger-stream.ts';
import type { Observation } from '../watch/condition-desk.ts';

/** One version of a movement with two contents: the first stands, and somebody must say which is true. */
export const conflictCondition = (
  { entity, source, movement }: LedgerConflict,
  holds: boolean,
): Observation => ({
  entity,
  channel: source,
  condition: `ledger-conflict:${movement}`,
  holds,
  kind: 'ledger-conflict',
  text: `${source} states movement ${movement} in two ways under one version; the first one stands`,
  role: 'warehouse',
  playbook:
    'Have the warehouse say which one is true: restated under a higher version it replaces both. Then ' +
    'discard the entry in quarantine; that closes this case.',
});
