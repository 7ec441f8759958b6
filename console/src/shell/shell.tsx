/** The frame around every page: where one is, what must be done, as of when, and the search. */
import { useEffect, useState, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import { useRead } from '../api/client.ts';
import { useFollow } from '../api/follow.ts';
import { Icon, Mark, Patterns } from '../parts/icon.tsx';
import { number } from '../words/format.ts';
import { AsOf, PastBar } from './as-of.tsx';
import { BrokenGlassBar } from './broken-glass.tsx';
import { useKeys } from './keys.ts';
import { KeyList } from './key-list.tsx';
import { To } from './link.tsx';
import { useMoment } from './moment.ts';
import { isHere, PLACES, type Place } from './navigation.ts';
import { Search } from './search.tsx';
import { You } from './you.tsx';

export function Shell({ children }: { children: ReactNode }) {
  const [isSearching, search] = useState(false);
  const [isListing, list] = useState(false);
  const [moment] = useMoment();
  const [location] = useLocation();
  useFollow();
  useKeys({ onSearch: () => search(true), onList: () => list(true) });
  useEffect(() => {
    document.title = `${titleOf(location)} · Crossdock`;
  }, [location]);
  return (
    <>
      <a className="skip" href="#main">
        Skip to the page
      </a>
      <Patterns />
      <div className={moment.at === null ? 'app' : 'app past'}>
        <Side />
        <div>
          <header className="top">
            <button type="button" className="find" onClick={() => search(true)} aria-keyshortcuts="Control+K">
              <Icon name="search" />
              <span className="long">Any number from any system</span>
              <span className="only-m">Search</span>
              <kbd>Ctrl K</kbd>
            </button>
            <AsOf />
            <You onKeys={() => list(true)} />
          </header>
          <PastBar />
          <BrokenGlassBar />
          <main id="main" tabIndex={-1}>
            {children}
          </main>
        </div>
      </div>
      <TabBar onSearch={() => search(true)} />
      <Search isOpen={isSearching} close={() => search(false)} />
      <KeyList isOpen={isListing} close={() => list(false)} />
    </>
  );
}

const titleOf = (location: string): string => {
  const [, place = '', detail] = location.split('/');
  if (detail !== undefined) return detail;
  return PLACES.find(({ path }) => path === `/${place}`)?.label ?? 'Crossdock';
};

function Side() {
  const [location] = useLocation();
  const overview = useRead('/v1/console/overview', {});
  const todo = overview.data?.todo as Readonly<Record<string, number>> | undefined;
  const linkOf = (place: Place): ReactNode => {
    const count = place.todo === undefined ? 0 : (todo?.[place.todo] ?? 0);
    return (
      <To key={place.path} to={place.path} aria-current={isHere(place.path, location) ? 'page' : undefined}>
        <Icon name={place.icon} />
        {place.label}
        {count > 0 ? <b>{number(count)}</b> : null}
      </To>
    );
  };
  const group = (name: Place['group']) => PLACES.filter((place) => place.group === name).map(linkOf);
  return (
    <nav className="nav" aria-label="Main">
      <div className="brand">
        <Mark />
        Crossdock
      </div>
      {group('main')}
      <h2>Work</h2>
      {group('work')}
      <h2>Integration</h2>
      {group('integration')}
    </nav>
  );
}

/** The places that stand in the bar of a phone; the rest is behind More. */
const BAR = ['/', '/cases', '/approvals'];

function TabBar({ onSearch }: { onSearch: () => void }) {
  const [location] = useLocation();
  return (
    <nav className="tabbar" aria-label="Main, phone">
      {PLACES.filter(({ path }) => BAR.includes(path)).map(({ path, label, icon }) => (
        <To key={path} to={path} aria-current={isHere(path, location) ? 'page' : undefined}>
          <Icon name={icon} large />
          {label}
        </To>
      ))}
      <button type="button" className="plain" onClick={onSearch}>
        <Icon name="search" large />
        Search
      </button>
      <To to="/more" aria-current={location === '/more' ? 'page' : undefined}>
        <Icon name="more" large />
        More
      </To>
    </nav>
  );
}
