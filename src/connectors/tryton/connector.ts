/**
 * Tryton 6.0 over JSON-RPC, as the system of record of sales and credit, as warehouse, as ledger,
 * or all of them; each role may be a database or a server of its own. It honours no key and nothing
 * in it is unique: every effect is looked for by our mark before it is made, and read back before
 * it is believed.
 */
import type {
  CanonicalFact,
  Connector,
  ConnectorBudget,
  ExecutionResult,
  OutboundCommand,
  ProbeResult,
  StatementWindow,
} from '../../application/ports/connector.ts';
import { COMMANDS, type ContentOfFact } from '../../canonical/catalogue.ts';
import type { ConnectorOptions } from '../connector-kind.ts';
import { Exchange, WorkEnded, type Link } from './exchange.ts';
import { post, postedAs, reverse, reversedAs } from './finance.ts';
import { publish, publishedAs } from './complaints.ts';
import { creditedAs, creditReversedAs, postCredit, reverseCredit } from './credit-memos.ts';
import { appliedAs, apply, settle, settledAs, settlementOf } from './payments.ts';
import { place, placedAs } from './placements.ts';
import { expect, expectedAs } from './returns.ts';
import { creditAs, decideCredit, register, registeredAs, type Outcome } from './sales.ts';
import { Session } from './session.ts';
import type { TrytonSettings } from './settings.ts';
import { rebill, rebilledAs } from './rebills.ts';
import { statementOf } from './statement.ts';
import { release, releasedAs } from './warehouse.ts';

/** Tryton works in few threads, and a document takes it a good part of a second. */
const BUDGET: ConnectorBudget = { concurrency: 4, perSecond: 20, timeoutMs: 30_000 };

/** How one type of command is served: done, and found again. */
interface Service {
  readonly role: TrytonSettings['roles'][number];
  execute(exchange: Exchange, command: OutboundCommand): Promise<Outcome>;
  /** What Tryton shows of this very command, or `null`. */
  find(exchange: Exchange, command: OutboundCommand): Promise<Outcome | null>;
}

const contentOf = <K extends keyof typeof COMMANDS>(_: K, command: OutboundCommand) =>
  command.content as ContentOfFact<(typeof COMMANDS)[K]>;

const SERVICES: Readonly<Record<string, Service>> = {
  [COMMANDS.registerSalesOrder.type]: {
    role: 'sales',
    execute: register,
    find: (exchange, command) => registeredAs(exchange, contentOf('registerSalesOrder', command)),
  },
  [COMMANDS.checkCredit.type]: {
    role: 'sales',
    execute: decideCredit,
    find: (exchange, command) => creditAs(exchange, contentOf('checkCredit', command)),
  },
  [COMMANDS.releaseShippingOrder.type]: {
    role: 'warehouse',
    execute: release,
    find: (exchange, command) => releasedAs(exchange, contentOf('releaseShippingOrder', command)),
  },
  [COMMANDS.postInvoice.type]: { role: 'finance', execute: post, find: postedAs },
  [COMMANDS.reverseInvoice.type]: {
    role: 'finance',
    execute: reverse,
    find: (exchange, command) => reversedAs(exchange, contentOf('reverseInvoice', command)),
  },
  [COMMANDS.applyPayment.type]: {
    role: 'finance',
    execute: apply,
    find: (exchange, command) => appliedAs(exchange, contentOf('applyPayment', command)),
  },
  [COMMANDS.expectReturn.type]: {
    role: 'warehouse',
    execute: expect,
    find: (exchange, command) => expectedAs(exchange, contentOf('expectReturn', command)),
  },
  [COMMANDS.placeReturnedGoods.type]: {
    role: 'warehouse',
    execute: place,
    find: (exchange, command) => placedAs(exchange, contentOf('placeReturnedGoods', command)),
  },
  [COMMANDS.postCreditMemo.type]: { role: 'finance', execute: postCredit, find: creditedAs },
  [COMMANDS.postChargeCredit.type]: { role: 'finance', execute: postCredit, find: creditedAs },
  [COMMANDS.postChargeRebill.type]: { role: 'finance', execute: rebill, find: rebilledAs },
  [COMMANDS.reverseCreditMemo.type]: {
    role: 'finance',
    execute: reverseCredit,
    find: (exchange, command) => creditReversedAs(exchange, contentOf('reverseCreditMemo', command)),
  },
  [COMMANDS.settleCreditMemo.type]: {
    role: 'finance',
    execute: settle,
    find: (exchange, command) => settledAs(exchange, settlementOf(command)),
  },
  [COMMANDS.settleChargeCredit.type]: {
    role: 'finance',
    execute: settle,
    find: (exchange, command) => settledAs(exchange, settlementOf(command)),
  },
  [COMMANDS.publishReturnStatus.type]: {
    role: 'sales',
    execute: publish,
    find: (exchange, command) => publishedAs(exchange, contentOf('publishReturnStatus', command)),
  },
};

/** What every exchange with one database shares. */
export function linkOf(options: ConnectorOptions<TrytonSettings>): Link {
  const { settings, system } = options;
  const budget = { ...BUDGET, ...options.budget };
  return {
    system,
    settings,
    codes: options.codes,
    session: new Session({
      url: options.url,
      database: settings.database,
      user: settings.user,
      password: options.secret,
      concurrency: budget.concurrency,
    }),
    netDays: new Map(),
    home: null,
  };
}

/** Opens the connector of one database. */
export function trytonConnector(options: ConnectorOptions<TrytonSettings>): Connector {
  const { settings, system } = options;
  const budget = { ...BUDGET, ...options.budget };
  const link = linkOf(options);
  return {
    system,
    proof: { honoursKey: false, settleAfterMs: settings.settleSeconds * 1_000 },
    pollOnly: true,
    budget,
    execute: (command, signal) => execute(link, command, signal),
    probe: (command, signal) => probe(link, command, signal),
    translate: () => ({ kind: 'rejected', reason: 'Tryton pushes no messages' }),
    statement: (window, signal) => statement(link, window, signal),
  };
}

function serviceFor(link: Link, command: OutboundCommand): Service | string {
  const { entity, roles } = link.settings;
  if (command.entity !== entity)
    return `${link.system} speaks for ${entity}, not for ${command.entity}`;
  const service = SERVICES[command.type];
  if (service === undefined) return `Tryton cannot ${command.type}`;
  return roles.includes(service.role) ? service : `${link.system} has not the role ${service.role}`;
}

async function execute(
  link: Link,
  command: OutboundCommand,
  signal: AbortSignal,
): Promise<ExecutionResult> {
  const service = serviceFor(link, command);
  if (typeof service === 'string') return { kind: 'failed', fault: 'malformed', reason: service };
  const exchange = new Exchange(link, signal);
  try {
    await exchange.begin();
    return { kind: 'done', facts: (await service.execute(exchange, command)).facts };
  } catch (error) {
    if (error instanceof WorkEnded) return error.result;
    // A misreading of ours, perhaps after an effect.
    return { kind: 'in-doubt', reason: `the exchange failed: ${String(error)}` };
  }
}

async function probe(
  link: Link,
  command: OutboundCommand,
  signal: AbortSignal,
): Promise<ProbeResult> {
  const service = serviceFor(link, command);
  if (typeof service === 'string') return { kind: 'unknown', reason: service };
  const exchange = new Exchange(link, signal);
  try {
    await exchange.begin();
    const found = await service.find(exchange, command);
    return found === null ? { kind: 'absent' } : { kind: 'applied', facts: found.facts };
  } catch (error) {
    if (!(error instanceof WorkEnded)) return { kind: 'unknown', reason: String(error) };
    const { result } = error;
    if (result.kind === 'refused') return result;
    return { kind: 'unknown', reason: error.message };
  }
}

/** @throws Error when it cannot be had whole: half a statement would look like silence. */
async function statement(
  link: Link,
  window: StatementWindow,
  signal: AbortSignal,
): Promise<readonly CanonicalFact[]> {
  const exchange = new Exchange(link, signal);
  await exchange.begin();
  return statementOf(exchange, window);
}
