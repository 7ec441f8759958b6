/** People who sign in, and API keys. */
import type { FastifyInstance } from 'fastify';
import type { ApiKey } from '../application/access/api-keys.ts';
import type { Person } from '../application/access/people.ts';
import { timeOrNull } from '../application/query/command-answer.ts';
import type { Role } from '../contract/permissions.ts';
import * as contract from '../contract/resources/people.ts';
import { formatInstant } from '../kernel/instant.ts';
import type { ApiDeps } from './deps.ts';
import { expect } from './errors.ts';
import { serve } from './route.ts';

export function servePeople(app: FastifyInstance, deps: ApiDeps): void {
  const { people, keyDesk } = deps;

  serve(app, deps, contract.listPeople, async () => {
    return { status: 200, body: { items: (await people.all()).map(personAnswer) } };
  });

  serve(app, deps, contract.addPerson, async ({ body, caller }) => {
    const { reason, ...request } = body;
    const { person, password } = expect(await people.add(request, caller, reason));
    return { status: 201, body: { person: personAnswer(person), password } };
  });

  serve(app, deps, contract.changePerson, async ({ params, body, caller }) => {
    const { reason, ...change } = body;
    const person = expect(await people.change(params.person, change, caller, reason));
    deps.sessions.forget();
    return { status: 200, body: personAnswer(person) };
  });

  serve(app, deps, contract.resetPassword, async ({ params, body, caller }) => {
    const password = expect(await people.resetPassword(params.person, caller, body.reason));
    deps.sessions.forget();
    return { status: 200, body: { password } };
  });

  serve(app, deps, contract.makeSignInLink, async ({ params, body, caller }) => {
    const { token, expiresAt } = expect(await deps.signInLinks.make(params.person, caller, body.reason));
    return { status: 201, body: { path: `/#sign-in=${token}`, expiresAt: formatInstant(expiresAt) } };
  });

  serve(app, deps, contract.listKeys, async () => {
    return { status: 200, body: { items: (await keyDesk.all()).map(keyAnswer) } };
  });

  serve(app, deps, contract.makeKey, async ({ body, caller }) => {
    const { reason, days, ...request } = body;
    const roles: readonly Role[] = request.roles;
    const wanted = { ...request, roles, speaksForPeople: false };
    const made = expect(await keyDesk.make(wanted, days, caller, reason));
    return { status: 201, body: { key: keyAnswer(made.key), secret: made.text } };
  });

  serve(app, deps, contract.rotateKey, async ({ params, body, caller }) => {
    const { overlapHours, days, reason } = body;
    const made = expect(await keyDesk.rotate(params.key, overlapHours, days, caller, reason));
    return { status: 201, body: { key: keyAnswer(made.key), secret: made.text } };
  });

  serve(app, deps, contract.revokeKey, async ({ params, body, caller }) => {
    return { status: 200, body: keyAnswer(expect(await keyDesk.revoke(params.key, caller, body.reason))) };
  });
}

const personAnswer = (person: Person) => ({
  name: person.name,
  displayName: person.displayName,
  roles: person.roles,
  entities: person.entities,
  sites: person.sites,
  signsInBy: [
    ...(person.password === null ? [] : ['password']),
    ...(person.identity === null ? [] : ['oidc']),
  ],
  mustChangePassword: person.mustChange,
  createdAt: formatInstant(person.createdAt),
  disabledAt: timeOrNull(person.disabledAt),
});

const keyAnswer = (key: ApiKey) => ({
  id: key.id,
  name: key.name,
  system: key.system,
  roles: key.roles,
  entities: key.entities,
  sites: key.sites,
  speaksForPeople: key.speaksForPeople,
  createdAt: formatInstant(key.createdAt),
  lastUsedAt: timeOrNull(key.lastUsedAt),
  expiresAt: timeOrNull(key.expiresAt),
  revokedAt: timeOrNull(key.revokedAt),
});
