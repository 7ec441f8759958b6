/** Filters of the console's lists that a person gave a name. */
import { z } from 'zod';
import { defineOperation } from '../operation.ts';
import * as shape from '../shapes.ts';

/** Filters of one list and person: more names nobody reads. */
export const SAVED_FILTERS_MAX = 30;

/** Lists of the console that can be filtered. */
export const FILTERED_LISTS = ['orders', 'returns', 'stock', 'cases', 'approvals'] as const;

const list = z.enum(FILTERED_LISTS).meta({ description: 'The list that it filters', examples: ['cases'] });
const search = z
  .string()
  .min(1)
  .max(1_000)
  .regex(/^[^\p{C}#]+$/u, 'must be the query of an address, without control characters')
  .meta({ description: 'The query of its address', examples: ['role=finance&sort=age'] });
const name = z
  .string()
  .min(1)
  .max(60)
  .regex(/^[^\p{C}/]+$/u, 'must hold no slash and no control characters')
  .meta({ description: 'As its person calls it', examples: ['mine, the oldest first'] });

const savedFilter = z
  .object({ list, name: z.string(), search: z.string(), savedAt: shape.instant('When') })
  .meta({ id: 'SavedFilter' });
const example = {
  list: 'cases' as const,
  name: 'mine, the oldest first',
  search: 'role=finance&sort=age',
  savedAt: '2031-05-07T09:00:00.000Z',
};

const operation = {
  tag: 'Console',
  access: 'key',
  params: z.strictObject({ list, name }),
  path: '/v1/saved-filters/{list}/{name}',
} as const;

export const listSavedFilters = defineOperation({
  id: 'listSavedFilters',
  method: 'get',
  path: '/v1/saved-filters',
  tag: 'Console',
  summary: 'List the filters that whoever asks saved, by name',
  access: 'key',
  query: z.strictObject({ list: list.optional() }),
  answers: {
    200: {
      description: 'All of them',
      schema: z.object({ items: z.array(savedFilter) }).meta({ id: 'SavedFilters' }),
      example: { items: [example] },
    },
  },
  errors: [],
});

export const saveFilter = defineOperation({
  ...operation,
  id: 'saveFilter',
  method: 'put',
  summary: 'Save a filter under a name, in the place of what had it before',
  body: z.strictObject({ search }).meta({ id: 'FilterToSave' }),
  bodyExample: { search: 'role=finance&sort=age' },
  answers: { 200: { description: 'The filter', schema: savedFilter, example } },
  errors: ['not-possible-now'],
});

export const forgetFilter = defineOperation({
  ...operation,
  id: 'forgetFilter',
  method: 'delete',
  summary: 'Forget a saved filter',
  answers: {
    200: {
      description: 'It is forgotten',
      schema: z
        .object({ forgotten: z.boolean().meta({ description: 'false: there was none of this name' }) })
        .meta({ id: 'ForgottenFilter' }),
      example: { forgotten: true },
    },
  },
  errors: [],
});
