import { columnsOf, type CliStream } from './io.ts';
import type { CommandCounts } from './results.ts';
import { countsLine, cut, plural } from './table.ts';

/** How far long work is. Members that are not known are left out. */
export interface ProgressReport {
  /** What is being done, for example `starting the database`. */
  readonly activity?: string;
  readonly facts?: number;
  /** Orders by lifecycle state, in the order to show them. */
  readonly lifecycle?: Readonly<Record<string, number>>;
  /** Returns by lifecycle state, in the order to show them. */
  readonly returns?: Readonly<Record<string, number>>;
  readonly commands?: Partial<CommandCounts>;
  readonly openCases?: number;
  readonly equationsBroken?: number;
  /** Simulated time, as text. */
  readonly simulatedTime?: string;
  /** Done and to do, where the whole is known. */
  readonly done?: number;
  readonly total?: number;
}

/** A person follows four pictures a second; more only costs. */
const REDRAW_MS = 250;
/** A log wants to see that it lives, not every step. */
const LINE_MS = 2_000;
const UP_AND_CLEAR = (lines: number): string => `\x1b[${lines}A\x1b[0J`;

/**
 * Shows progress on stderr: in place on a terminal, one line every two seconds elsewhere. `report`
 * may be called for every fact: it only keeps the newest and looks at the time.
 */
export class ProgressView {
  readonly #stream: CliStream;
  readonly #monotonicMs: () => number;
  readonly #startedMs: number;
  #shownMs = -Infinity;
  #linesShown = 0;
  #latest: ProgressReport | null = null;
  #shown: ProgressReport | null = null;

  constructor(stream: CliStream, monotonicMs: () => number) {
    this.#stream = stream;
    this.#monotonicMs = monotonicMs;
    this.#startedMs = monotonicMs();
  }

  report(report: ProgressReport): void {
    this.#latest = report;
    const now = this.#monotonicMs();
    if (now - this.#shownMs < (this.#stream.isTTY ? REDRAW_MS : LINE_MS)) return;
    this.#shownMs = now;
    this.#show(report);
  }

  /** One line that stays, above the picture. */
  say(line: string): void {
    this.#erase();
    this.#stream.write(`${line}\n`);
    if (this.#stream.isTTY && this.#latest !== null) this.#show(this.#latest);
  }

  /** The last state stays on the screen; a picture that was never drawn is not drawn now. */
  end(): void {
    if (this.#linesShown > 0 && this.#latest !== null && this.#latest !== this.#shown) {
      this.#show(this.#latest);
    }
    this.#linesShown = 0;
  }

  #erase(): void {
    if (this.#linesShown === 0) return;
    this.#stream.write(UP_AND_CLEAR(this.#linesShown));
    this.#linesShown = 0;
  }

  #show(report: ProgressReport): void {
    this.#shown = report;
    const elapsed = `${((this.#monotonicMs() - this.#startedMs) / 1_000).toFixed(0)} s`;
    if (!this.#stream.isTTY) {
      this.#stream.write(`${[elapsed, ...progressParts(report)].join('; ')}\n`);
      return;
    }
    const width = columnsOf(this.#stream) - 1;
    const { activity = 'working', ...rest } = report;
    const lines = [`${activity} (${elapsed})`, ...progressParts(rest)];
    this.#erase();
    this.#stream.write(lines.map((line) => `${cut(line, width)}\n`).join(''));
    this.#linesShown = lines.length;
  }
}

/** A report in short phrases, one per subject. */
export function progressParts(report: ProgressReport): string[] {
  const parts: string[] = [];
  const { activity, done, total, facts, lifecycle, returns, commands, openCases, equationsBroken } = report;
  if (activity !== undefined && activity !== '') parts.push(activity);
  if (report.simulatedTime !== undefined) parts.push(`simulated time ${report.simulatedTime}`);
  if (done !== undefined) parts.push(total === undefined ? `${done} done` : `${done} of ${total}`);
  if (facts !== undefined) parts.push(plural(facts, 'fact'));
  if (lifecycle !== undefined) parts.push(`orders: ${countsLine(lifecycle)}`);
  if (returns !== undefined && Object.keys(returns).length > 0) parts.push(`returns: ${countsLine(returns)}`);
  if (commands !== undefined) parts.push(`commands: ${countsLine(commands)}`);
  if (openCases !== undefined) parts.push(`open cases ${openCases}`);
  if (equationsBroken !== undefined) parts.push(`broken equations ${equationsBroken}`);
  return parts;
}
