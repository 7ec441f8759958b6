/** A system that is reached over HTTP and speaks JSON, known by its declaration alone. */
import type { Connector, ConnectorBudget } from '../../application/ports/connector.ts';
import { SECOND_MS } from '../../kernel/instant.ts';
import { companyCodes } from '../company-codes.ts';
import type { ConnectorOptions } from '../connector-kind.ts';
import { declaredCodes } from '../declared-codes.ts';
import { parseExactJson } from '../expression/exact-json.ts';
import { budgetedClient } from '../http.ts';
import { execute, probe } from './commands.ts';
import type { Reading } from '../mapping/facts.ts';
import { translate } from './messages.ts';
import type { HttpSettings } from './settings.ts';
import { declaredInventories } from './inventory.ts';
import { statement, type Statements } from './statement.ts';

const BUDGET: ConnectorBudget = { concurrency: 4, perSecond: 10, timeoutMs: 15_000 };

/**
 * Opens the connector of a declared system.
 * @throws Error when the declaration names a secret that the system does not have.
 */
export function httpConnector(options: ConnectorOptions<HttpSettings>): Connector {
  const { settings, system } = options;
  const { header, prefix, secret } = settings.authentication;
  const headers = { ...settings.headers, [header.toLowerCase()]: prefix + secretCalled(options, secret) };
  const { budget, client } = budgetedClient(options, BUDGET, headers, parseExactJson);
  const reading: Reading = {
    companies: companyCodes(options.entities),
    codes: declaredCodes(settings.codes, options.codes),
    fallbackEntity: Object.values(options.entities)[0] ?? '',
  };
  const names = settings.signature?.secrets ?? [undefined];
  const signing = names.map((name) => secretCalled(options, name));
  const { honoursKey, settleAfterSeconds } = settings.proof;
  const { origin } = new URL(options.url);
  const unfinished = { reading: null };
  const statements: Statements = { client, origin, settings, reading, own: options.secret, unfinished };
  return {
    system,
    proof: { honoursKey, settleAfterMs: settleAfterSeconds * SECOND_MS },
    ...(settings.messages === undefined ? { pollOnly: true } : {}),
    budget,
    execute: (command, signal) => execute({ client, settings, reading }, command, signal),
    probe: (command, signal) => probe({ client, settings, reading }, command, signal),
    translate: (message) => translate(message, settings, { signing, own: options.secret }, reading),
    statement: (window, signal) =>
      statement(statements, window, signal),
    inventories: declaredInventories(statements),
  };
}

/** One of the system's secrets; its own where the declaration names none. */
export function secretCalled(options: ConnectorOptions<HttpSettings>, name: string | undefined): string {
  if (name === undefined) return options.secret;
  const found = options.secrets?.[name];
  if (found === undefined) throw new Error(`system ${options.system}: secretsFrom has no "${name}"`);
  return found;
}
