import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { asyncApiDocument } from './asyncapi.ts';
import { personal, PERSONAL_DATA } from './personal-data.ts';

/** Members that say something about a person whatever they belong to. */
const TELLING = /^(email|phone|street|postalCode|taxId|contactName|birthDate)$/;

/** Members of a schema that tell of a person and are not marked, by their path. */
function unmarked(schema: unknown, path = '$'): readonly string[] {
  if (Array.isArray(schema)) return schema.flatMap((part, at) => unmarked(part, `${path}[${at}]`));
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([member, inner]) => {
    const isTelling = TELLING.test(member) && path.endsWith('.properties');
    const isMarked = (inner as Record<string, unknown>)[PERSONAL_DATA] === true;
    return [
      ...(isTelling && !isMarked ? [`${path}.${member}`] : []),
      ...unmarked(inner, `${path}.${member}`),
    ];
  });
}

test('everything that tells of a person is marked in the documents', () => {
  assert.deepEqual(unmarked(asyncApiDocument('0.0.0', [])), []);
  const text = JSON.stringify(asyncApiDocument('0.0.0', []));
  assert.ok(text.split(`"${PERSONAL_DATA}":true`).length > 6);
});

test('a member that is not marked is found', () => {
  const planted = z.object({ email: z.string(), of: z.object({ street: personal(z.string()) }) });
  assert.deepEqual(unmarked(z.toJSONSchema(planted)), ['$.properties.email']);
});
