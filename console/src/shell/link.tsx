/** Links inside of the console: they keep the moment that is looked at. */
import type { AnchorHTMLAttributes } from 'react';
import { Link } from 'wouter';
import { useMoment } from './moment.ts';

type Props = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'href'> & { readonly to: string };

export function To({ to, ...rest }: Props) {
  const [{ at, reading }] = useMoment();
  const sign = to.includes('?') ? '&' : '?';
  const moment =
    at === null ? '' : `${sign}${reading === 'known' ? 'known' : 'at'}=${encodeURIComponent(at)}`;
  return <Link href={`${to}${moment}`} {...rest} />;
}

export const pathOfOrder = (salesOrder: string): string => `/orders/${encodeURIComponent(salesOrder)}`;
export const pathOfReturn = (rma: string): string => `/returns/${encodeURIComponent(rma)}`;
export const pathOfItem = (item: string): string => `/stock/${encodeURIComponent(item)}`;

/** Where a lot is traced: its number alone may mean lots of several items. */
export const pathOfRecall = ({ item, lot }: { readonly item: string | null; readonly lot: string }): string =>
  `/recalls/${encodeURIComponent(lot)}${item === null ? '' : `?item=${encodeURIComponent(item)}`}`;

/** Where an instance is looked at; `null`: it has no page. */
export function pathOfInstance(instance: string): string | null {
  const [, kind = '', ...rest] = instance.split('/');
  const number = rest.join('/');
  const [first = '', ...others] = rest;
  if (kind === 'sales-order') return pathOfOrder(number);
  if (kind === 'return') return pathOfReturn(number);
  if (kind === 'item') return pathOfItem(number);
  if (kind === 'lot') return pathOfRecall({ item: first, lot: others.join('/') });
  if (kind === 'reservation') return `/stock?view=reservations&reservation=${encodeURIComponent(number)}`;
  if (kind === 'channel') return `/systems/${encodeURIComponent(number)}`;
  return null;
}

/** The number of an instance, as people say it. */
export const numberOf = (instance: string): string => instance.split('/').slice(2).join('/') || instance;

/** The number of an instance, as a link where it has a page. */
export function InstanceLink({ instance }: { instance: string }) {
  const path = pathOfInstance(instance);
  return path === null ? <>{numberOf(instance)}</> : <To to={path}>{numberOf(instance)}</To>;
}
