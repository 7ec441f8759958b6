/** Filters that whoever asks saved for themselves. */
import type { FastifyInstance } from 'fastify';
import type { SavedFilter } from '../application/ports/saved-filters.ts';
import * as contract from '../contract/resources/saved-filters.ts';
import { formatInstant } from '../kernel/instant.ts';
import type { ApiDeps } from './deps.ts';
import { RefusedError } from './errors.ts';
import { serve } from './route.ts';

export function serveSavedFilters(app: FastifyInstance, deps: ApiDeps): void {
  const { savedFilters, clock } = deps;

  serve(app, deps, contract.listSavedFilters, async ({ query, caller }) => {
    const filters = await savedFilters.of(caller.actor, query.list ?? null);
    return { status: 200, body: { items: filters.map(filterAnswer) } };
  });

  serve(app, deps, contract.saveFilter, async ({ params, body, caller }) => {
    const filter = { ...params, search: body.search, savedAt: clock.now() };
    if (await savedFilters.save(caller.actor, filter, contract.SAVED_FILTERS_MAX)) {
      return { status: 200, body: filterAnswer(filter) };
    }
    const detail = `There are ${contract.SAVED_FILTERS_MAX} filters of ${params.list}: forget one first.`;
    throw new RefusedError({ code: 'not-possible-now', detail });
  });

  serve(app, deps, contract.forgetFilter, async ({ params, caller }) => {
    const forgotten = await savedFilters.forget(caller.actor, params.list, params.name);
    return { status: 200, body: { forgotten } };
  });
}

const filterAnswer = ({ savedAt, ...filter }: SavedFilter) => ({
  ...filter,
  savedAt: formatInstant(savedAt),
});
