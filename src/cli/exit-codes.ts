/** What the exit code of every command means. Scripts rely on them: once used, they stay. */
export const EXIT = {
  /** It ran, and everything is as it should be. */
  fine: 0,
  /** It ran to its end, and something is not right: a broken equation, an unexplained order, a violation. */
  notRight: 1,
  /** The command line is wrong; nothing was started. */
  usage: 2,
  /** Crossdock does not run here, or its server cannot be reached. */
  notRunning: 3,
  /** There is no such order, command or benchmark. */
  notFound: 4,
  /** A fault of this program. */
  internal: 70,
  /** Ended by Ctrl-C or SIGTERM before it was finished. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The same for `--help`. */
export const EXIT_HELP = `
Exit codes:
  0    fine
  1    it ran, and something is not right (broken equation, unexplained order, violation)
  2    wrong usage; nothing was started
  3    Crossdock is not running here, or cannot be reached
  4    not found
  70   a fault of this program
  130  interrupted`;

/** An end that has its own exit code and a sentence for the person who asked. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly exitCode: ExitCode;
  /** Stable word for scripts, for example `not-running`. */
  readonly code: string;

  constructor(exitCode: ExitCode, code: string, message: string) {
    super(message);
    this.exitCode = exitCode;
    this.code = code;
  }
}

/** The end of a command that somebody cut short. */
export const interrupted = (): CliError =>
  new CliError(EXIT.interrupted, 'interrupted', 'Interrupted before it was finished.');
