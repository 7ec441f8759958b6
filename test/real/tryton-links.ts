/** Connectors to the real Trytons of a test, and commands for them. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EMPTY_CODE_BOOK, type CodeBook } from '../../src/application/ports/code-book.ts';
import type { CanonicalFact, Connector, ExecutionResult, OutboundCommand } from '../../src/application/ports/connector.ts';
import type { COMMANDS } from '../../src/canonical/catalogue.ts';
import { trytonConnector } from '../../src/connectors/tryton/connector.ts';
import { trytonSettings } from '../../src/connectors/tryton/settings.ts';
import { instant, type Instant } from '../../src/kernel/instant.ts';
import { ADMIN_PASSWORD } from '../../tools/real/tryton.ts';

export const ENTITY = 'us';
export const COMPANY = 'Acme Distribution';
/** Seconds for which a request that was given up may still land, in these tests. */
export const SETTLE_SECONDS = 2;

/** What each database is to us. */
export const ROLES = {
  erp: { roles: ['sales'] },
  wms: { roles: ['warehouse'], sites: { main: 'WH' }, consignee: 'C-2' },
  fin: { roles: ['finance'], taxAccount: 'Main Tax' },
} as const;

export interface LinkOptions {
  readonly password?: string;
  readonly settings?: object;
  readonly codes?: CodeBook;
}

/**
 * A way to the same Tryton on which a person is quicker than an answer: the first "no" to this button is told only
 * after the person is done.
 */
export async function openedBeforeTold(
  url: string,
  button: string,
  person: () => Promise<void>,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  let isFirst = true;
  const relay = createServer((request, response) => {
    void (async () => {
      const asked = Buffer.concat((await request.toArray()) as Buffer[]);
      const { host: _, connection: __, ...headers } = request.headers as Record<string, string>;
      const answer = await fetch(new URL(request.url!, url), { method: request.method!, headers, body: asked });
      const told = Buffer.from(await answer.arrayBuffer());
      if (isFirst && asked.includes(`.${button}"`) && told.includes('"error"')) {
        isFirst = false;
        await person();
      }
      response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' }).end(told);
    })().catch((error: unknown) => response.destroy(error as Error));
  });
  await once(relay.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(relay.address() as AddressInfo).port}`,
    close: async () => {
      relay.closeAllConnections();
      await new Promise((done) => relay.close(done));
      assert.equal(isFirst, false, `${button} was never refused on the way`);
    },
  };
}

/** Connects to one database in its role. */
export function link(url: string, database: keyof typeof ROLES, options: LinkOptions = {}): Connector {
  return trytonConnector({
    system: database,
    url,
    secret: options.password ?? ADMIN_PASSWORD,
    entities: {},
    codes: options.codes ?? EMPTY_CODE_BOOK,
    settings: trytonSettings.parse({
      database, user: 'admin', company: COMPANY, entity: ENTITY,
      lagSeconds: 30, settleSeconds: SETTLE_SECONDS, ...ROLES[database], ...options.settings,
    }),
  });
}

type CommandType = (typeof COMMANDS)[keyof typeof COMMANDS];

/** A command as the outbox hands it over. */
export function commandFor(
  type: CommandType,
  salesOrder: string,
  id: string,
  wire: object,
  generation = 1,
): OutboundCommand {
  const instance = `${ENTITY}/sales-order/${salesOrder}`;
  return {
    key: `${instance} ${id} ${generation}`,
    entity: ENTITY, instance, id, generation, type: type.type,
    content: type.schema.parse({ salesOrder, ...wire }),
    correlationId: salesOrder, traceparent: null,
  };
}

/** A signal that gives up after so many milliseconds. */
export const within = (ms: number): AbortSignal => AbortSignal.timeout(ms);
/** Long enough for a busy machine. */
export const patience = (): AbortSignal => within(120_000);

/** What changed in the last minutes. */
export const recent = (connector: Connector): Promise<readonly CanonicalFact[]> =>
  connector.statement({ from: instant(Date.now() - 600_000), to: instant(Date.now()) as Instant }, patience());

/** As the dispatcher does: what is in doubt is probed, and only what is absent after the settle time is sent again. */
export async function settled(connector: Connector, command: OutboundCommand): Promise<ExecutionResult> {
  const settledAt = performance.now() + connector.proof.settleAfterMs;
  for (;;) {
    const found = await connector.probe(command, patience());
    if (found.kind === 'applied') return { kind: 'done', facts: found.facts };
    if (found.kind === 'refused') return found;
    if (found.kind === 'absent' && performance.now() >= settledAt) return connector.execute(command, patience());
  }
}
