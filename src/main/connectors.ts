import type { Connector, ConnectorBudget } from '../application/ports/connector.ts';
import { CodeBooks } from '../application/codes/code-books.ts';
import { CONNECTOR_KINDS } from './connector-kinds.ts';
import type { ConnectorOptions } from '../connectors/connector-kind.ts';
import type { Config } from './config/config.ts';

/** A system is configured in a way that it cannot be reached. */
export class SystemUnreachableError extends Error {
  constructor(system: string, how: string) {
    super(`system ${system}: ${how}`);
    this.name = 'SystemUnreachableError';
  }
}

/** Where simulated systems listen, and the secret that they share with their connectors. */
export interface SandboxAddress {
  readonly urls: Readonly<Record<string, string>>;
  readonly secret: string;
}

/** Makes the connectors that the configuration names; without books no code is known. */
export function makeConnectors(
  config: Config,
  sandbox: SandboxAddress | null,
  environment: NodeJS.ProcessEnv,
  codeBooks: CodeBooks = new CodeBooks(),
): ReadonlyMap<string, Connector> {
  const connectors = new Map<string, Connector>();
  for (const [system, { connector }] of Object.entries(config.systems)) {
    const options = optionsOf(config, system, sandbox, environment, codeBooks);
    // The server runs without its sandbox: what it would send waits in the outbox.
    if (options !== null) connectors.set(system, CONNECTOR_KINDS[connector].make(options));
  }
  return connectors;
}

/**
 * What the connector of a system is made from, as the configuration declares it; `null` for a
 * simulated system when the sandbox does not run.
 * @throws SystemUnreachableError when a secret is missing.
 */
export function optionsOf(
  config: Config,
  system: string,
  sandbox: SandboxAddress | null,
  environment: NodeJS.ProcessEnv,
  codeBooks: CodeBooks = new CodeBooks(),
): ConnectorOptions | null {
  const { url, secretFrom, secretsFrom, budget, settings } = config.systems[system]!;
  const address = url === 'sandbox' ? sandbox?.urls[system] : url;
  if (address === undefined) return null;
  const made: Partial<ConnectorBudget> = {
    ...(budget?.concurrency === undefined ? {} : { concurrency: budget.concurrency }),
    ...(budget?.perSecond === undefined ? {} : { perSecond: budget.perSecond }),
    ...(budget?.timeout === undefined ? {} : { timeoutMs: budget.timeout }),
  };
  const secretFor = (from?: string): string => secretOf(system, url, from, sandbox, environment);
  const secret = secretFor(secretFrom);
  const secrets = Object.fromEntries(
    Object.entries(secretsFrom).map(([name, from]) => [name, secretFor(from)]),
  );
  const entities = config.entityByCode;
  const codes = codeBooks.bookOf(system);
  return { system, url: address, secret, secrets, entities, budget: made, codes, settings };
}

function secretOf(
  system: string,
  url: string,
  secretFrom: string | undefined,
  sandbox: SandboxAddress | null,
  environment: NodeJS.ProcessEnv,
): string {
  if (url === 'sandbox') return sandbox!.secret;
  // A folder of this machine asks nobody who he is.
  if (url.startsWith('file:') && secretFrom === undefined) return '';
  if (secretFrom === undefined) {
    throw new SystemUnreachableError(system, 'secretFrom must name the variable with its secret');
  }
  const secret = environment[secretFrom];
  if (secret === undefined || secret === '') {
    throw new SystemUnreachableError(system, `environment variable ${secretFrom} is not set`);
  }
  return secret;
}
