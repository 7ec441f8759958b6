/** How people of a story come into the console: by an address that signs them in, once. */
import assert from 'node:assert/strict';
import { PERSON_ROLES } from '../../src/contract/resources/session.ts';
import type { Client } from '../api/client.ts';

export interface Newcomer {
  readonly name?: string;
  readonly roles?: readonly string[];
  readonly sites?: readonly string[];
}

/** Enters a person, by default one of every role, and answers the path that signs them in. */
export async function wayIn(admin: Client, newcomer: Newcomer = {}): Promise<string> {
  const { name = 'grace', roles = PERSON_ROLES, sites = [] } = newcomer;
  const body = { name, displayName: `${name} of the story`, roles, entities: [], sites, reason: 'works here' };
  const added = await admin('POST', '/v1/people', { body });
  assert.equal(added.status, 201, added.text);
  const made = await admin('POST', `/v1/people/${name}/sign-in-link`, { body: { reason: 'begins today' } });
  assert.equal(made.status, 201, made.text);
  return made.body.path as string;
}
