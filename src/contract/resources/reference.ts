/** The reference for people: pages that are made of the same declarations as the documents. */
import { z } from 'zod';
import { defineOperation } from '../operation.ts';
import * as shape from '../shapes.ts';

const page = (description: string) => ({
  200: { description, media: 'text/html', schema: z.string(), example: '<!doctype html><title>…</title>' },
});

export const getReference = defineOperation({
  id: 'getReference',
  method: 'get',
  path: '/reference',
  tag: 'Installation',
  summary: 'Reference of the API, to read',
  access: 'open',
  answers: page('Every operation, schema, fact and command'),
  errors: [],
});

export const getErrors = defineOperation({
  id: 'getErrors',
  method: 'get',
  path: '/errors',
  tag: 'Installation',
  summary: 'Every error code, to read',
  access: 'open',
  answers: page('A list of all codes'),
  errors: [],
});

export const getError = defineOperation({
  id: 'getError',
  method: 'get',
  path: '/errors/{code}',
  tag: 'Installation',
  summary: 'What an error code means, and what to do about it',
  description: 'The `type` of a problem document leads here.',
  access: 'open',
  params: z.strictObject({ code: shape.identifier('Code of a problem document', 'rate-limited') }),
  answers: page('The code'),
  errors: [],
});
