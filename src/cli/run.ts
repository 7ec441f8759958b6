import { CommanderError } from 'commander';
import { CliError, EXIT, type ExitCode } from './exit-codes.ts';
import type { CliHandlers } from './handlers.ts';
import type { CliIo } from './io.ts';
import { buildProgram, type Ending } from './program.ts';

/** Why a command ended without a result, as `--json` prints it. */
export interface ErrorResult {
  readonly error: { readonly code: string; readonly message: string; readonly exitCode: ExitCode };
}

/**
 * Runs one command line (without the program's own name) and answers its exit code. Never throws:
 * every end is a result or a sentence on stderr, and with `--json` always one object on stdout.
 */
export async function runCli(
  argv: readonly string[],
  handlers: CliHandlers,
  io: CliIo,
): Promise<ExitCode> {
  const ending: Ending = { exitCode: EXIT.fine };
  try {
    await buildProgram(handlers, io, ending).parseAsync(argv, { from: 'user' });
    return ending.exitCode;
  } catch (error) {
    const { exitCode, code, message, said } = endOf(error, io.signal.aborted);
    if (exitCode === EXIT.fine) return exitCode;
    if (!said) io.stderr.write(`${message}\n`);
    if (wantsJson(argv)) {
      const result: ErrorResult = { error: { code, message, exitCode } };
      io.stdout.write(`${JSON.stringify(result)}\n`);
    }
    return exitCode;
  }
}

interface End {
  readonly exitCode: ExitCode;
  readonly code: string;
  readonly message: string;
  /** The sentence has been written already. */
  readonly said: boolean;
}

function endOf(error: unknown, interrupted: boolean): End {
  if (error instanceof CommanderError) {
    const exitCode = error.exitCode === 0 ? EXIT.fine : EXIT.usage;
    // A group without its command shows its help, which commander reports as "(outputHelp)".
    const help = error.code === 'commander.help';
    const message = help ? 'name a command; the help lists them' : error.message.replace(/^error: /, '');
    return { exitCode, code: 'usage', message, said: true };
  }
  if (error instanceof CliError) {
    return { exitCode: error.exitCode, code: error.code, message: error.message, said: false };
  }
  if (interrupted) {
    return { exitCode: EXIT.interrupted, code: 'interrupted', message: 'interrupted', said: false };
  }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const text = `A fault of crossdock itself: ${message}`;
  return { exitCode: EXIT.internal, code: 'internal', message: text, said: false };
}

/** Read off the line itself, because a line that cannot be parsed must be answered as well. */
function wantsJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  return (end < 0 ? argv : argv.slice(0, end)).includes('--json');
}
