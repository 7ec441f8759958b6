/** The whole contract, against the stand-in: the same suite as `connector check` with the real one. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { EMPTY_CODE_BOOK } from '../../application/ports/code-book.ts';
import { instant } from '../../kernel/instant.ts';
import { certify, CHECKS } from '../conformance/certify.ts';
import { connectorKind } from '../connector-kind.ts';
import { skeletonConnector } from './connector.ts';
import { skeletonSpecimen } from './specimen.ts';
import { startStandIn, type StandIn } from './stand-in.ts';
import { z } from 'zod';

const SECRET = 'a secret';
const SEED = 1;

const KIND = connectorKind({
  settings: z.strictObject({}),
  make: skeletonConnector,
  specimen: skeletonSpecimen,
});

let system: StandIn;
before(async () => (system = await startStandIn(SECRET)));
after(() => system.stop());

for (const { name, proves } of CHECKS) {
  test(`${name}: ${proves}`, async () => {
    const { checks } = await certify({
      kindName: 'skeleton',
      kind: KIND,
      options: {
        system: 'skeleton',
        url: system.url,
        secret: SECRET,
        entities: { '10': 'uk' },
        budget: {},
        codes: EMPTY_CODE_BOOK,
        settings: {},
      },
      surroundings: {
        patienceMs: 5_000,
        now: () => instant(Date.now()),
        call: (_, work) => work(new AbortController().signal),
        wait: () => Promise.resolve(),
      },
      seed: SEED,
      run: `TRY-${name}`,
      only: [name],
    });
    assert.equal(checks[0]?.result, 'passed', checks[0]?.evidence);
  });
}
