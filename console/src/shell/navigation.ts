/** Where one can go, in one list: the side, the phone's bar, the keys and the search read it. */
import type { IconName } from '../parts/icon.tsx';

export interface Place {
  readonly path: string;
  readonly label: string;
  readonly icon: IconName;
  /** After `G`. */
  readonly key: string;
  readonly group: 'main' | 'work' | 'integration';
  /** Count of the overview that is shown beside it. */
  readonly todo?: 'cases' | 'messages' | 'systems' | 'approvals';
}

export const PLACES: readonly Place[] = [
  { path: '/', label: 'Overview', icon: 'overview', key: 'h', group: 'main' },
  { path: '/orders', label: 'Orders', icon: 'orders', key: 'o', group: 'main' },
  { path: '/returns', label: 'Returns', icon: 'returns', key: 'r', group: 'main' },
  { path: '/stock', label: 'Stock', icon: 'stock', key: 's', group: 'main' },
  { path: '/figures', label: 'Figures', icon: 'figures', key: 'f', group: 'main' },
  { path: '/cases', label: 'Cases', icon: 'cases', key: 'c', group: 'work', todo: 'cases' },
  { path: '/approvals', label: 'Approvals', icon: 'approvals', key: 'a', group: 'work', todo: 'approvals' },
  { path: '/messages', label: 'Messages', icon: 'messages', key: 'm', group: 'work', todo: 'messages' },
  { path: '/systems', label: 'Systems', icon: 'systems', key: 'y', group: 'integration', todo: 'systems' },
  { path: '/ownership', label: 'Ownership', icon: 'ownership', key: 'w', group: 'integration' },
  { path: '/audit', label: 'Audit', icon: 'audit', key: 'u', group: 'integration' },
];

export const isHere = (path: string, location: string): boolean =>
  path === '/' ? location === '/' : location === path || location.startsWith(`${path}/`);
