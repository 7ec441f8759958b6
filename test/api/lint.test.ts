/** The documents by the rules of a linter that others wrote: OpenAPI and AsyncAPI, offline. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createConfig, lintFromString, type Config } from '@redocly/openapi-core';
import { asyncApiDocument } from '../../src/canonical/asyncapi.ts';
import { OUTWARD_CHANNELS } from '../../src/contract/feed-channels.ts';
import { openApiDocument } from '../../src/contract/openapi.ts';

let config: Promise<Config> | null = null;

/** What the linter finds, as lines. */
async function findingsOf(document: unknown): Promise<string[]> {
  config ??= createConfig({
    extends: ['recommended-strict'],
    telemetry: 'off',
    rules: {
      // One server, wherever it is installed: its URL is a path.
      'no-server-example.com': 'off',
      // Health and reference pages cannot be wrong by the caller's doing.
      'operation-4xx-response': 'off',
      // Signing in at a provider answers by sending the browser on: held below.
      'operation-2xx-response': 'off',
      'operation-description': 'off',
      'path-segment-plural': 'off',
      'tag-description': 'error',
      'operation-operationId-url-safe': 'error',
      'no-invalid-media-type-examples': 'error',
      'operation-tag-defined': 'error',
      'no-ambiguous-paths': 'error',
    },
  });
  const source = JSON.stringify(document);
  const found = await lintFromString({ source, absoluteRef: 'document.json', config: await config });
  return found.map(({ ruleId, message, location }) => `${ruleId}: ${message} at ${location[0]?.pointer ?? '?'}`);
}

type Json = Record<string, unknown>;

test('the OpenAPI document is as the linter wants it', async () => {
  const document = openApiDocument('1.0.0') as { paths: Record<string, Record<string, { responses: Json }>> };
  assert.deepEqual(await findingsOf(document), []);
  const without = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(([, { responses }]) => !Object.keys(responses ?? {}).some((status) => /^[23]/.test(status)))
      .map(([method]) => `${method} ${path}`));
  assert.deepEqual(without, [], 'every operation can succeed');
});

test('the AsyncAPI document is as the linter wants it', async () => {
  assert.deepEqual(await findingsOf(asyncApiDocument('1.0.0', OUTWARD_CHANNELS)), []);
});

test('a planted fault in each is found', async () => {
  const openApi = openApiDocument('1.0.0') as { paths: Record<string, Record<string, Json>> };
  delete openApi.paths['/v1/cases']!['get']!['operationId'];
  assert.match((await findingsOf(openApi)).join('\n'), /^operation-operationId: /m);
  const asyncApi = asyncApiDocument('1.0.0', OUTWARD_CHANNELS) as { info: Json };
  delete asyncApi.info['version'];
  assert.match((await findingsOf(asyncApi)).join('\n'), /^struct: /m);
});
