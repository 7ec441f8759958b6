/** The conformance suite against a real Tryton: the certificate that `connector check` would print. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EMPTY_CODE_BOOK } from '../../src/application/ports/code-book.ts';
import { certify } from '../../src/connectors/conformance/certify.ts';
import { trytonSettings } from '../../src/connectors/tryton/settings.ts';
import { liveSurroundings } from '../../src/main/check/live.ts';
import { CONNECTOR_KINDS } from '../../src/main/connector-kinds.ts';
import { ADMIN_PASSWORD, startTryton, trytonMissing } from '../../tools/real/tryton.ts';
import { COMPANY, ENTITY, ROLES, SETTLE_SECONDS } from './tryton-links.ts';
import { smallSeed } from './tryton-worlds.ts';

const SEED = 1;

test('Tryton and its connector earn a certificate', { skip: trytonMissing() ?? false }, async (t) => {
  const tryton = await startTryton({ databases: ['erp'], seed: smallSeed() });
  t.after(() => tryton.discard());
  const certificate = await certify({
    kindName: 'tryton',
    kind: CONNECTOR_KINDS.tryton,
    options: {
      system: 'erp', url: tryton.url, secret: ADMIN_PASSWORD, entities: {}, codes: EMPTY_CODE_BOOK,
      settings: trytonSettings.parse({
        database: 'erp', user: 'admin', company: COMPANY, entity: ENTITY,
        lagSeconds: 30, settleSeconds: SETTLE_SECONDS, ...ROLES.erp,
      }),
    },
    surroundings: liveSurroundings(new AbortController().signal),
    seed: SEED,
    run: `CHK${Date.now().toString(36).toUpperCase()}`,
    starting: (check) => t.diagnostic(`checking ${check}`),
  });
  const said = certificate.checks.map(({ check, result, evidence }) => `${check}: ${result}: ${evidence}`);
  t.diagnostic(`seed ${SEED}, ${certificate.samples} samples`);
  for (const line of said) t.diagnostic(line);
  assert.equal(certificate.verdict, 'passed', said.join('\n'));
  assert.deepEqual(certificate.remarks, []);
});
