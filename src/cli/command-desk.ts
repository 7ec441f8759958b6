/** What the commands of the program share: how one is declared, and how its outcome is printed. */
import type { Command } from 'commander';
import type { CliHandlers, CommandContext } from './handlers.ts';
import type { CliIo } from './io.ts';

/** What one command has to say. */
export interface Outcome {
  readonly result: unknown;
  /** The same for people. */
  readonly text: string;
  /** Nothing is wrong with what was found. */
  readonly right: boolean;
}

/** What the actions share. */
export interface Desk {
  readonly handlers: CliHandlers;
  readonly io: CliIo;
  /** Runs a command and prints its outcome as it was asked for. */
  run(command: Command, work: (context: CommandContext) => Promise<Outcome>): Promise<void>;
}

export const examples = (...lines: readonly string[]): string =>
  `\nExamples:\n${lines.map((line) => `  npm run crossdock -- ${line}`).join('\n')}\n`;

/** A command with its help: what it is for, examples, what its exit codes mean. */
export function add(
  parent: Command,
  usage: string,
  description: string,
  help: readonly string[],
  codes: string,
): Command {
  return parent
    .command(usage)
    .description(description)
    .addHelpText('after', `${examples(...help)}\nExit codes: ${codes}`);
}
