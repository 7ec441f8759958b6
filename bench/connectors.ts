/** What connectors cost: messages translated, against bare parsing of the same bytes in the same run. */
import { shopify } from '../examples/shopify.ts';
import { EMPTY_CODE_BOOK } from '../src/application/ports/code-book.ts';
import type { Connector, InboundMessage } from '../src/application/ports/connector.ts';
import { httpConnector } from '../src/connectors/http-mapped/connector.ts';
import { httpSettings } from '../src/connectors/http-mapped/settings.ts';
import { WEB_SECRET, webhook, webOrder, webText } from '../test/support/declared-web-shop.ts';
import { recordedShopify } from '../test/support/recorded-shopify.ts';
import { measureApplied, measureX12 } from './x12-orders.ts';
import { median, rounded, spreadOf, type Figure, type Say } from './harness.ts';

const RUNS = 7;
/** Milliseconds of translating, and of parsing, in each run. */
const RUN_MS = 1_000;
/** Parts of the speed of bare parsing that a translation keeps, signature and checks included. */
const GOAL_RATIO = 0.1;

const UTF8 = new TextDecoder('utf-8', { fatal: true });

/** `bench connectors`: Shopify webhooks, from signed bytes to facts; and X12 850s: translated, and applied. */
export async function benchConnectors(_options: readonly string[], say: Say): Promise<Figure> {
  const messages = shopifyMessages();
  const connector = shopifyConnector();
  const bytes = messages.reduce((sum, { body }) => sum + body.length, 0);
  say(`${messages.length} payloads of ${Math.round(bytes / messages.length)} bytes`);
  for (const message of messages) {
    const { kind } = connector.translate(message);
    if (kind !== 'facts') throw new Error(`a payload is ${kind}`);
  }
  const rates: number[] = [];
  const references: number[] = [];
  for (let run = 0; run <= RUNS; run++) {
    const rate = perSecond(messages, (message) => connector.translate(message));
    const bare = perSecond(messages, ({ body }) => JSON.parse(UTF8.decode(body)));
    if (run === 0) continue; // The first run warms everything up.
    rates.push(rate);
    references.push(bare);
    say(`run ${run}: ${Math.round(rate)}/s, bare ${Math.round(bare)}/s`);
    await new Promise((rest) => setImmediate(rest));
  }
  const x12 = await measureX12(say);
  const applied = await measureApplied(say);
  const ratios = rates.map((rate, at) => rate / references[at]!);
  return {
    name: 'connectors',
    value: Math.round(median(rates)),
    unit: 'Shopify payloads/s',
    reference: Math.round(median(references)),
    ratio: rounded(median(ratios)),
    runs: RUNS,
    spread: spreadOf(rates.map(Math.round)),
    passed: median(ratios) >= GOAL_RATIO && x12.passed && applied.passed,
    x12,
    applied,
    payloads: messages.length,
    bytesPerPayload: Math.round(bytes / messages.length),
    referenceIs: 'JSON.parse of the same bytes, without signature, mapping or checks',
  };
}

/** Recorded orders, fulfillments and levels where they are at hand; otherwise orders of our own. */
function shopifyMessages(): readonly InboundMessage[] {
  const recorded = recordedShopify() ?? [];
  const connector = shopifyConnector();
  const made = Array.from({ length: 50 }, (_, at) => {
    const lines = Array.from({ length: 5 }, () => ['VALVE', at + 1, '10.00', '0.50'] as const);
    return { topic: 'orders/create', text: webText(webOrder(at + 1, '2031-03-03T08:00:00Z', lines)) };
  });
  return (recorded.length > 0 ? recorded : made)
    .map(({ topic, text }) => webhook(topic, text))
    .map(({ headers, body }) => ({ headers, body: Buffer.from(body) }))
    .filter((message) => connector.translate(message).kind === 'facts');
}

function shopifyConnector(): Connector {
  const site = { '655441491': 'leeds', '487838322': 'reading', '24826418': 'lyon' };
  const items = ['808950810', '49148385', '457924702', '39072856'];
  const item = Object.fromEntries(items.map((id) => [id, `ITEM-${id}`]));
  return httpConnector({
    system: 'web',
    url: 'http://127.0.0.1:1',
    secret: '',
    secrets: { webhook: WEB_SECRET },
    entities: { '10': 'uk' },
    budget: {},
    codes: EMPTY_CODE_BOOK,
    settings: httpSettings.parse({ ...shopify, codes: { site, item } }),
  });
}

/** How many messages a second, over and over until the time is over. */
function perSecond(
  messages: readonly InboundMessage[],
  work: (message: InboundMessage) => unknown,
): number {
  const startedAt = performance.now();
  let done = 0;
  let elapsedMs = 0;
  while (elapsedMs < RUN_MS) {
    for (const message of messages) work(message);
    done += messages.length;
    elapsedMs = performance.now() - startedAt;
  }
  return (done / elapsedMs) * 1_000;
}
