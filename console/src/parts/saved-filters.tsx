/** Filters that somebody gave a name: theirs wherever they sign in. */
import { useState } from 'react';
import { useMutation } from '@tanstack/react-query';
import { useLocation, useSearch } from 'wouter';
import { queryClient, useRead } from '../api/client.ts';
import { api } from '../api/request.ts';
import { Refusal } from './act.tsx';

export type FilteredList = 'orders' | 'returns' | 'stock' | 'cases' | 'approvals';

export function SavedFilters({ list }: { list: FilteredList }) {
  const saved = useRead('/v1/saved-filters', { query: { list } }).data?.items ?? [];
  const search = useSearch();
  const [location, navigate] = useLocation();
  const change = useMutation({
    mutationFn: ({ name, text }: { name: string; text: string | null }): Promise<unknown> => {
      const params = { path: { list, name } };
      return text === null
        ? api.DELETE('/v1/saved-filters/{list}/{name}', { params })
        : api.PUT('/v1/saved-filters/{list}/{name}', { params, body: { search: text } });
    },
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['/v1/saved-filters'] }),
  });
  return (
    <>
      {saved.map(({ name, search: filter }) => (
        <button
          key={name}
          type="button"
          className="f"
          aria-pressed={filter === search}
          title={filter === search ? 'Forget this filter' : undefined}
          onClick={() =>
            filter === search ? change.mutate({ name, text: null }) : navigate(`${location}?${filter}`)
          }
        >
          {name}
          {filter === search ? ' ×' : ''}
        </button>
      ))}
      <NameIt isOff={search === ''} save={(name) => change.mutate({ name, text: search })} />
      {change.isError ? <Refusal error={change.error} /> : null}
    </>
  );
}

/** Asks for a name first. */
function NameIt({ isOff, save }: { isOff: boolean; save: (name: string) => void }) {
  const [name, call] = useState<string | null>(null);
  if (name === null) {
    return (
      <button type="button" className="f" disabled={isOff} onClick={() => call('')}>
        Save this filter
      </button>
    );
  }
  return (
    <form
      className="tabs"
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() !== '') save(name.trim());
        call(null);
      }}
    >
      <input
        aria-label="Name of the filter"
        autoFocus
        maxLength={60}
        value={name}
        onChange={(event) => call(event.target.value)}
      />
      <button type="submit" className="btn s">
        Save
      </button>
    </form>
  );
}
