/**
 * Entry of `npm start`: brings everything up in the data folder, plays a day of a distributor's
 * orders with faults switched on, and serves until it is stopped.
 */
import { parseArgs } from 'node:util';
import { CliError, EXIT } from '../cli/exit-codes.ts';
import { ProgressView } from '../cli/progress.ts';
import { ConfigError } from './config/config.ts';
import { serve } from './installation.ts';
import { processIo } from './process-io.ts';

const HELP = `npm start [-- options]

  --no-demo          the server alone, without the simulated systems and their day
  --orders <n>       orders of the day, default 120
  --seed <n>         the day's seed, default 1: same seed, same day
  --faults <level>   none, calm, rough or hell; default rough

Environment: PORT (default 4100), CROSSDOCK_HOME (data folder, default .crossdock),
DATABASE_URL (your own PostgreSQL), CROSSDOCK_CONFIG (default crossdock.config.ts).
A data folder keeps its day: later starts go on where it stopped.`;

const LEVELS = ['none', 'calm', 'rough', 'hell'] as const;

const io = processIo();

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      'no-demo': { type: 'boolean', default: false },
      orders: { type: 'string', default: '120' },
      seed: { type: 'string', default: '1' },
      faults: { type: 'string', default: 'rough' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    io.stdout.write(`${HELP}\n`);
    return EXIT.fine;
  }
  const faults = LEVELS.find((level) => level === values.faults);
  if (faults === undefined) throw new CliError(EXIT.usage, 'usage', `--faults: ${LEVELS.join(', ')}`);
  const plan = { orders: count('orders', values.orders), seed: count('seed', values.seed), faults };
  const view = new ProgressView(io.stderr, () => io.monotonicMs());
  await serve({
    environment: process.env,
    port: null,
    play: values['no-demo'] ? null : plan,
    context: {
      signal: io.signal,
      say: (line) => view.say(line),
      progress: (report) => view.report(report),
    },
  });
  return EXIT.fine;
}

/** Largest number that an option takes: far beyond what one machine plays in a day. */
const COUNT_MAX = 1_000_000;

function count(option: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= COUNT_MAX) return value;
  throw new CliError(EXIT.usage, 'usage', `--${option} must be a whole number from 1 to ${COUNT_MAX}`);
}

function ended(error: unknown): number {
  if (error instanceof CliError) {
    io.stderr.write(`${error.message}\n`);
    return error.exitCode;
  }
  const wrongUse =
    error instanceof ConfigError ||
    (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'));
  if (wrongUse) {
    io.stderr.write(`${error.message}\n${error instanceof ConfigError ? '' : `\n${HELP}\n`}`);
    return EXIT.usage;
  }
  io.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return EXIT.internal;
}

process.exit(await main().catch(ended));
