/** Ctrl K: any number of any system, a place to go to, or a moment of the past. */
import { useDeferredValue, useState } from 'react';
import { Autocomplete, Input, ListBox, ListBoxItem, SearchField } from 'react-aria-components';
import { useLocation } from 'wouter';
import { useRead } from '../api/client.ts';
import type { Findings } from '../api/types.ts';
import { Icon, type IconName } from '../parts/icon.tsx';
import { plain, systemName, title } from '../words/names.ts';
import { Dialog } from './dialog.tsx';
import { pathOfInstance } from './link.tsx';
import { PLACES } from './navigation.ts';

interface Hit {
  readonly id: string;
  readonly path: string;
  readonly icon: IconName;
  readonly text: string;
  readonly detail: string;
}

export function Search({ isOpen, close }: { isOpen: boolean; close: () => void }) {
  return (
    <Dialog label="Search" isOpen={isOpen} close={close}>
      <SearchBox close={close} />
    </Dialog>
  );
}

function SearchBox({ close }: { close: () => void }) {
  const [text, set] = useState('');
  const asked = useDeferredValue(text.trim());
  const [location, navigate] = useLocation();
  const found = useRead('/v1/find', { query: { number: asked } }, { enabled: isNumber(asked) });
  const hits = hitsOf(asked, found.data, location);
  const open = (path: string): void => {
    close();
    navigate(path);
  };
  const isUnknown = isNumber(asked) && found.isError;
  return (
    <Autocomplete inputValue={text} onInputChange={set}>
      <SearchField aria-label="Any number from any system" autoFocus>
        <Input className="q" placeholder="Any number from any system, > to act, @ for a moment" />
      </SearchField>
      <ListBox
        className="hits"
        aria-label="Found"
        items={hits}
        onAction={(id) => open(hits.find((hit) => hit.id === id)!.path)}
        renderEmptyState={() => (
          <p className="pad t2" style={{ paddingTop: 12 }}>
            {isUnknown
              ? `No system knows ${asked}. Check the number; a message of it may be in quarantine.`
              : 'Orders, shipments, invoices, payments, waybills, purchase orders, customers, items, lots, ' +
              'reservations.'}
          </p>
        )}
      >
        {({ icon, text: label, detail }) => (
          <ListBoxItem textValue={label}>
            <Icon name={icon} />
            <b className="b">{label}</b>
            <span className="t3">{detail}</span>
          </ListBoxItem>
        )}
      </ListBox>
    </Autocomplete>
  );
}

const isNumber = (text: string): boolean => text.length > 1 && !/^[>@]/.test(text);

const ICONS: Readonly<Record<string, IconName>> = {
  'sales-order': 'orders',
  return: 'returns',
  item: 'stock',
  lot: 'stock',
  reservation: 'stock',
  channel: 'systems',
};

function hitsOf(asked: string, found: Findings | undefined, location: string): Hit[] {
  if (asked.startsWith('@')) return momentsOf(asked.slice(1).trim(), location);
  const word = asked.replace(/^>/, '').trim().toLowerCase();
  const places = PLACES.filter(({ label }) => label.toLowerCase().includes(word)).map(
    ({ path, label, icon }): Hit => ({ id: path, path, icon, text: label, detail: 'go' }),
  );
  const records = (isNumber(asked) ? (found?.records ?? []) : []).map((record): Hit => {
    const as = record.matched.map(
      ({ as: what, whose }) => `${plain(what)}${whose === null ? '' : ` of ${systemName(whose)}`}`,
    );
    const path = pathOfInstance(record.instance);
    return {
      id: record.instance,
      path: path ?? `/find/${encodeURIComponent(record.number)}`,
      icon: ICONS[record.kind] ?? 'file',
      text: record.number,
      detail: `${title(record.kind)}, ${plain(record.lifecycle)}, ${record.entity}; ${as.join(', ')}`,
    };
  });
  return [...records, ...places];
}

/** `@15:10` or `@2026-11-13 15:10`: the page of now as of then. */
function momentsOf(text: string, location: string): Hit[] {
  const today = new Date();
  const time = /^(\d{1,2}):(\d{2})$/.exec(text);
  if (time !== null) today.setHours(Number(time[1]), Number(time[2]), 0, 0);
  const at = time === null ? new Date(text) : today;
  if (Number.isNaN(at.getTime())) return [];
  const iso = encodeURIComponent(at.toISOString());
  const detail = at.toLocaleString();
  return [
    { id: 'occurred', path: `${location}?at=${iso}`, icon: 'clock', text: 'As it happened', detail },
    { id: 'known', path: `${location}?known=${iso}`, icon: 'clock', text: 'As we knew it', detail },
  ];
}
