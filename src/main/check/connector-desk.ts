/** What the commands about connectors do: list, begin, check. */
import { z } from 'zod';
import type { CheckConnectorRequest, CommandContext } from '../../cli/handlers.ts';
import { CliError, EXIT } from '../../cli/exit-codes.ts';
import type { CertificateResult, ConnectorListResult } from '../../cli/results.ts';
import { CodeBooks } from '../../application/codes/code-books.ts';
import type { Connector } from '../../application/ports/connector.ts';
import { CHECK_NAMES, type CheckName } from '../../connectors/conformance/certificate.ts';
import { certify } from '../../connectors/conformance/certify.ts';
import { NoSpecimenError } from '../../connectors/conformance/specimen.ts';
import type { Surroundings } from '../../connectors/conformance/trial.ts';
import type { ConnectorKind, ConnectorOptions } from '../../connectors/connector-kind.ts';
import { expectOk } from '../../kernel/result.ts';
import { parseInstant } from '../../kernel/instant.ts';
import { FAULT_LEVELS } from '../../sandbox/faults.ts';
import { simulatedSystem } from '../box/box.ts';
import { demoWorld } from '../box/world.ts';
import { ConfigError, loadConfig, type Config } from '../config/config.ts';
import { CONNECTOR_KINDS } from '../connector-kinds.ts';
import { optionsOf, SystemUnreachableError } from '../connectors.ts';
import { configFile } from '../environment.ts';
import { liveSurroundings } from './live.ts';
import { startSimulated } from './simulated.ts';

/** A Monday morning: simulated systems start their trial then. */
const START = expectOk(parseInstant('2031-05-05T08:00:00Z'), 'start of a trial');
const SIMULATED_SECRET = 'secret of a trial';

/** The configuration, or a sentence with exit code 2. */
async function configOf(environment: NodeJS.ProcessEnv): Promise<Config> {
  try {
    return await loadConfig(configFile(environment));
  } catch (error) {
    if (error instanceof ConfigError) throw new CliError(EXIT.usage, 'bad-configuration', error.message);
    throw error;
  }
}

/** Lists the systems of the configuration and every kind of connector. */
export async function listConnectors(environment: NodeJS.ProcessEnv): Promise<ConnectorListResult> {
  const config = await configOf(environment);
  const systems = Object.entries(config.systems).map(([system, { connector, url }]) => {
    const shown = url === 'sandbox' ? 'simulated' : url;
    const made = makeOf(config, system, environment);
    const isMade = typeof made !== 'string';
    return {
      system,
      kind: connector,
      url: shown,
      problem: isMade ? null : made,
      honoursKey: isMade ? made.proof.honoursKey : null,
      settleAfterSeconds: isMade ? made.proof.settleAfterMs / 1_000 : null,
      concurrency: isMade ? made.budget.concurrency : null,
      perSecond: isMade ? made.budget.perSecond : null,
      pollOnly: isMade ? made.pollOnly === true : null,
    };
  });
  const kinds = Object.entries<ConnectorKind>(CONNECTOR_KINDS).map(([kind, { specimen, settings }]) => ({
    kind,
    specimen: specimen !== undefined,
    settings: settings instanceof z.ZodObject ? Object.keys(settings.shape) : [],
  }));
  return { systems, kinds };
}

/** The connector of a system, or why it cannot be made. */
function makeOf(config: Config, system: string, environment: NodeJS.ProcessEnv): Connector | string {
  const kind: ConnectorKind = CONNECTOR_KINDS[config.systems[system]!.connector];
  try {
    const nowhere = { urls: { [system]: 'http://127.0.0.1:9' }, secret: SIMULATED_SECRET };
    return kind.make(optionsOf(config, system, nowhere, environment)!);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Checks the connector of a system, simulated in surroundings of its own or really there. */
export async function checkConnector(
  request: CheckConnectorRequest,
  context: CommandContext,
  environment: NodeJS.ProcessEnv,
): Promise<CertificateResult> {
  const only = request.only.map(checkNamed);
  const config = await configOf(environment);
  const declared = config.systems[request.system];
  if (declared === undefined) {
    const names = Object.keys(config.systems).join(', ');
    const text = `There is no system "${request.system}" in the configuration; there are: ${names}.`;
    throw new CliError(EXIT.notFound, 'no-system', text);
  }
  const codeBooks = new CodeBooks();
  codeBooks.load(request.codes);
  const trial: TrialRun = { request, context, config, environment, only, codeBooks };
  return declared.url === 'sandbox' ? checkSimulated(trial) : checkLive(trial, declared.url);
}

function checkNamed(name: string): CheckName {
  const found = CHECK_NAMES.find((known) => known === name);
  if (found !== undefined) return found;
  const text = `There is no check "${name}"; there are: ${CHECK_NAMES.join(', ')}.`;
  throw new CliError(EXIT.usage, 'no-check', text);
}

interface TrialRun {
  readonly request: CheckConnectorRequest;
  readonly context: CommandContext;
  readonly config: Config;
  readonly environment: NodeJS.ProcessEnv;
  readonly only: readonly CheckName[];
  /** The codes that people mapped: the samples are read by them, as everything is. */
  readonly codeBooks: CodeBooks;
}

async function checkSimulated(trial: TrialRun): Promise<CertificateResult> {
  const { system, seed, faults } = trial.request;
  const factory = simulatedSystem(trial.config.systems[system]!.connector, system);
  if (factory === undefined) {
    throw new CliError(EXIT.usage, 'not-simulated', `No system of the kind of "${system}" is simulated.`);
  }
  const simulated = await startSimulated({
    world: demoWorld(seed),
    systems: { [system]: factory },
    faults: { ...FAULT_LEVELS[faults] },
    seed,
    start: START,
    secret: SIMULATED_SECRET,
  });
  try {
    const { urls } = simulated.sandbox;
    const { config, environment, codeBooks } = trial;
    const options = optionsOf(config, system, { urls, secret: SIMULATED_SECRET }, environment, codeBooks)!;
    const certificate = await run(trial, options, simulated.surroundings, 'TRIAL');
    return { ...certificate, url: `simulated, faults: ${faults}`, remarks: [] };
  } finally {
    await simulated.stop();
  }
}

async function checkLive(trial: TrialRun, url: string): Promise<CertificateResult> {
  const { system, faults, yes } = trial.request;
  if (faults !== 'none') {
    const text =
      `${system} is a real system: --faults is for simulated ones. ` +
      'The faults of the checks are made in any case.';
    throw new CliError(EXIT.usage, 'not-simulated', text);
  }
  if (!yes) {
    const text =
      `${system} at ${url} is a real system, and the check executes samples in it: documents of theirs may ` +
      'stay there.\nUse a trial account, and say so: add --yes.';
    throw new CliError(EXIT.usage, 'real-system', text);
  }
  let options: ConnectorOptions;
  try {
    options = optionsOf(trial.config, system, null, trial.environment, trial.codeBooks)!;
  } catch (error) {
    if (!(error instanceof SystemUnreachableError)) throw error;
    throw new CliError(EXIT.usage, 'no-secret', `${error.message}.`);
  }
  // Letters and digits only: some systems keep no others in a reference.
  const name = `CHK${Date.now().toString(36).toUpperCase()}`;
  return run(trial, options, liveSurroundings(trial.context.signal), name);
}

async function run(
  trial: TrialRun,
  options: ConnectorOptions,
  surroundings: Surroundings,
  name: string,
): Promise<CertificateResult> {
  const { request, context, config, only } = trial;
  const kindName = config.systems[request.system]!.connector;
  let made = 0;
  const total = only.length === 0 ? CHECK_NAMES.length : only.length;
  try {
    return await certify({
      kindName,
      kind: CONNECTOR_KINDS[kindName],
      options,
      surroundings,
      seed: request.seed,
      run: name,
      ...(only.length === 0 ? {} : { only }),
      starting: (check) => context.progress({ activity: `checking ${check}`, done: made++, total }),
      signal: context.signal,
    });
  } catch (error) {
    if (!(error instanceof NoSpecimenError)) throw error;
    throw new CliError(EXIT.usage, 'no-specimen', `${error.message}.`);
  }
}
