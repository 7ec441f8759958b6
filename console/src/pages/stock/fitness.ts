/** Whether a lot may be promised, in words. */
import type { LotAtSite } from '../../api/types.ts';
import type { StatusName } from '../../parts/status.tsx';

export const FITNESS: Readonly<Record<LotAtSite['fitness'], readonly [status: StatusName, word: string]>> = {
  fit: ['done', 'may be promised'],
  unstated: ['waiting', 'not stated by anybody'],
  disputed: ['broken', 'stated in two ways'],
  recalled: ['blocked', 'recalled'],
  held: ['blocked', 'on hold'],
  rejected: ['refused', 'rejected by quality'],
  unreleased: ['waiting', 'not released by quality'],
  expired: ['refused', 'expired'],
  'short-dated': ['late', 'too short-lived'],
};
