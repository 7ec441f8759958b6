/** Filters of a list: they stand in the address, and a saved filter is a name for one. */
import { useState, type ReactNode } from 'react';
import { useLocation, useSearch } from 'wouter';
import { useParameter } from '../shell/moment.ts';

interface ChoiceProps {
  readonly name: string;
  readonly options: readonly (readonly [value: string | null, label: ReactNode])[];
}

/** One of several, as buttons. */
export function Choice({ name, options }: ChoiceProps) {
  const [value, set] = useParameter(name);
  return options.map(([option, label]) => (
    <button
      key={option ?? ''}
      type="button"
      className="f"
      aria-pressed={value === option}
      onClick={() => set(value === option ? null : option)}
    >
      {label}
    </button>
  ));
}

/** One of many, as a list. */
export function Selection({
  name,
  label,
  options,
}: {
  name: string;
  label: string;
  options: readonly (readonly [string, string])[];
}) {
  const [value, set] = useParameter(name);
  return (
    <label>
      <span className="vh">{label}</span>
      <select value={value ?? ''} onChange={(event) => set(event.target.value)}>
        <option value="">{label}: all</option>
        {options.map(([option, text]) => (
          <option key={option} value={option}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Numbers that begin so. */
export function Prefix({ name, label }: { name: string; label: string }) {
  const [value, set] = useParameter(name);
  return (
    <label>
      <span className="vh">{label}</span>
      <input
        type="search"
        placeholder={label}
        defaultValue={value ?? ''}
        style={{ width: 150 }}
        onChange={(event) => set(event.target.value.trim())}
      />
    </label>
  );
}

interface Saved {
  readonly name: string;
  readonly search: string;
}

/** Filters that somebody gave a name, kept in this browser. */
export function SavedFilters({ list }: { list: string }) {
  const store = `crossdock.filters.${list}`;
  const [saved, keep] = useState<readonly Saved[]>(
    () => JSON.parse(localStorage.getItem(store) ?? '[]') as Saved[],
  );
  const [name, call] = useState<string | null>(null);
  const search = useSearch();
  const [location, navigate] = useLocation();
  const set = (filters: readonly Saved[]): void => {
    localStorage.setItem(store, JSON.stringify(filters));
    keep(filters);
  };
  return (
    <>
      {saved.map((filter) => (
        <button
          key={filter.name}
          type="button"
          className="f"
          aria-pressed={filter.search === search}
          onClick={() =>
            filter.search === search
              ? set(saved.filter((other) => other !== filter))
              : navigate(`${location}?${filter.search}`)
          }
        >
          {filter.name}
          {filter.search === search ? ' ×' : ''}
        </button>
      ))}
      {name === null ? (
        <button type="button" className="f" disabled={search === ''} onClick={() => call('')}>
          Save this filter
        </button>
      ) : (
        <form
          className="tabs"
          onSubmit={(event) => {
            event.preventDefault();
            if (name.trim() !== '')
              set([...saved.filter((other) => other.name !== name), { name: name.trim(), search }]);
            call(null);
          }}
        >
          <input
            aria-label="Name of the filter"
            autoFocus
            value={name}
            onChange={(event) => call(event.target.value)}
          />
          <button type="submit" className="btn s">
            Save
          </button>
        </form>
      )}
    </>
  );
}
