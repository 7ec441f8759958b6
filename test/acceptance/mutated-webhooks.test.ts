/** A thousand faulty webhooks at the real front door: each is answered for, and none is half applied. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EMPTY_CODE_BOOK } from '../../src/application/ports/code-book.ts';
import type { Connector } from '../../src/application/ports/connector.ts';
import { httpConnector } from '../../src/connectors/http-mapped/connector.ts';
import type { HttpSettings } from '../../src/connectors/http-mapped/settings.ts';
import { formatInstant, type Instant } from '../../src/kernel/instant.ts';
import { seededRandom, type Random } from '../../src/kernel/random.ts';
import {
  WEB_ENVIRONMENT,
  WEB_SECRET,
  webhook,
  webOrder,
  webText,
  withWebShop,
} from '../support/declared-web-shop.ts';
import { mutated } from '../support/mutations.ts';
import type { Told } from '../support/stage-line.ts';
import { openStage, type Answered, type Stage } from '../support/stage.ts';

const SEED = process.env['MUTATION_SEED'] ?? '1';
const MESSAGES = 1_000;
/** Sent at once: enough that messages meet each other in batches. */
const AT_ONCE = 20;
const SITES = { '655441491': 'leeds' };
const ORDERS = 40;

test(`${MESSAGES} mutated webhooks (MUTATION_SEED=${SEED}): no crash, each answered for, none half applied`, async () => {
  const stage = await openStage({
    configure: withWebShop('http://127.0.0.1:1', SITES),
    environment: WEB_ENVIRONMENT,
    customers: { C7001: {} },
  });
  const connector = declaredAs(stage);
  const messages = Array.from({ length: MESSAGES }, (_, at) => messageOf(stage, at));
  const counts: Record<string, number> = {};
  for (let from = 0; from < MESSAGES; from += AT_ONCE) {
    await Promise.all(
      messages.slice(from, from + AT_ONCE).map(async (told) => {
        const { status, body } = await stage.line.deliver(told);
        const what = checked(connector, told, status, JSON.parse(body) as Answered);
        counts[what] = (counts[what] ?? 0) + 1;
      }),
    );
  }
  await stage.settle();
  assert.equal(
    Object.values(counts).reduce((sum, one) => sum + one, 0),
    MESSAGES,
  );
  for (const kind of ['received', 'quarantined', 'rejected'])
    assert.ok((counts[kind] ?? 0) >= 20, JSON.stringify(counts));

  // Whatever was kept is kept whole: one row for each message, in quarantine or with its facts.
  const [kept] = await stage.query("select count(*)::int as n from inbound_message where source = 'web'");
  const named = messages.flatMap((told, at) => {
    const translation = connector.translate({ headers: told.headers, body: Buffer.from(told.body) });
    return translation.kind === 'rejected' ? [] : [translation.messageId ?? at];
  });
  assert.equal(named.length, counts['received']! + counts['quarantined']!);
  assert.equal(kept!['n'], new Set(named).size, 'a message that comes again under its id is kept once');
  const halves = await stage.query(
    `select q.message_id from quarantine q join fact f on f.source = q.source and f.message_id = q.message_id
     where q.source = 'web' and q.kind = 'message'`,
  );
  assert.deepEqual(halves, []);

  // And the door is open as before.
  const good = webOrder(9_999, now(stage), [['VALVE', 5, '10.00']]);
  const { status } = await stage.line.deliver(webhook('orders/create', good));
  assert.equal(status, 202);
  await stage.settle();
  assert.equal((await stage.order('WEB-9999')).lines[0].ordered, '5');
});

/** The same declaration, to know what each message says. */
function declaredAs(stage: Stage): Connector {
  const { settings } = stage.config.systems['web']!;
  return httpConnector({
    system: 'web',
    url: 'http://127.0.0.1:1',
    secret: '',
    secrets: { webhook: WEB_SECRET },
    entities: stage.config.entityByCode,
    budget: {},
    codes: EMPTY_CODE_BOOK,
    settings: settings as HttpSettings,
  });
}

const now = (stage: Stage): string => formatInstant(stage.now());

function messageOf(stage: Stage, at: number): Told {
  const chance = seededRandom(SEED).fork(`message ${at}`);
  const [topic, payload] = payloadOf(stage, chance);
  const told = webhook(topic, mutated(webText(payload), chance));
  if (chance.chance(0.05)) return { ...told, body: `${told.body} ` };
  if (!chance.chance(0.05)) return told;
  const headers: Record<string, string> = { ...told.headers };
  const name = chance.pick(['x-shopify-topic', 'x-shopify-webhook-id', 'x-shopify-hmac-sha256']);
  if (chance.chance(0.5)) delete headers[name];
  else headers[name] = chance.pick(['', 'orders/nothing', 'x'.repeat(500), '__proto__', 'constructor']);
  return { ...told, headers };
}

function payloadOf(stage: Stage, chance: Random): readonly [topic: string, payload: unknown] {
  const number = chance.between(1, ORDERS);
  const order = webOrder(number, formatInstant((stage.now() - 60_000) as Instant), [
    ['VALVE', chance.between(1, 3), '10.00'],
    ['HOSE', 2, '4.50', '1.00'],
  ]);
  const changed_at = formatInstant((stage.now() - chance.between(0, 59) * 1_000) as Instant);
  switch (chance.between(0, 3)) {
    case 0:
      return ['orders/create', order];
    case 1:
      return [
        'orders/updated',
        { ...order, updated_at: changed_at, cancelled_at: chance.chance(0.2) ? changed_at : null },
      ];
    case 2: {
      const shipped = {
        id: order.id + 500n,
        name: `${order.name}.1`,
        status: 'success',
        location_id: 655441491,
      };
      const times = { created_at: order.created_at, updated_at: changed_at };
      return ['fulfillments/create', { ...shipped, ...times, line_items: order.line_items }];
    }
    default: {
      const level = { inventory_item_id: 501, location_id: 655441491, available: chance.between(0, 50) };
      return ['inventory_levels/update', { ...level, updated_at: changed_at }];
    }
  }
}

/** Holds an answer against what the message says; answers what became of it. */
function checked(connector: Connector, told: Told, status: number, answer: Answered): string {
  const translation = connector.translate({ headers: told.headers, body: Buffer.from(told.body) });
  const shown = `${status} ${JSON.stringify(answer)} for ${told.body.slice(0, 300)}`;
  if (status === 401) {
    assert.equal(translation.kind, 'rejected', shown);
    return 'rejected';
  }
  assert.equal(status, 202, shown);
  if (answer.status === 'quarantined') {
    assert.equal(translation.kind, 'faults', shown);
    assert.match(answer.reason, /\S/);
    return 'quarantined';
  }
  assert.ok(translation.kind === 'facts', shown);
  const answered = Object.values(answer.counts as Record<string, number>).reduce(
    (sum, one) => sum + one,
    0,
  );
  assert.equal(answered, translation.facts.length, shown);
  return 'received';
}
