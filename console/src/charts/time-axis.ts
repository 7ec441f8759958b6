/** Time from left to right: quiet spans are folded, and moments close together are drawn apart. */

/** A span in which nothing happened, drawn narrow. */
export interface Fold {
  readonly x: number;
  readonly width: number;
  readonly ms: number;
}

export interface TimeAxis {
  readonly x: (at: number) => number;
  readonly folds: readonly Fold[];
  /** Where a label of the day stands: at the beginning, and after each fold. */
  readonly starts: readonly { readonly at: number; readonly x: number }[];
}

/** Milliseconds without any fact that are folded. */
const QUIET_MS = 2 * 3_600_000;
const FOLD_WIDTH = 14;
/** Room to the left of the first moment, and to the right of the last. */
const MARGIN = { left: 12, right: 40 };

/** Gaps of seconds and of hours on one axis: the wider the longer, but by far not in proportion. */
const weightOf = (ms: number): number => Math.log2(2 + ms / 2_000);

export function timeAxis(moments: readonly number[], from: number, to: number): TimeAxis {
  const times = [...new Set(moments)].sort((a, b) => a - b);
  const gaps = times.slice(1).map((at, index) => at - times[index]!);
  const folded = gaps.filter((ms) => ms > QUIET_MS).length;
  const room = to - from - MARGIN.left - MARGIN.right - folded * FOLD_WIDTH * 2.4;
  const total = gaps.reduce((sum, ms) => sum + (ms > QUIET_MS ? 0 : weightOf(ms)), 0);
  const unit = total === 0 ? 0 : Math.max(0, room) / total;
  const knots = [{ at: times[0] ?? 0, x: from + MARGIN.left }];
  const folds: Fold[] = [];
  const starts = [...knots];
  for (const [index, ms] of gaps.entries()) {
    const last = knots.at(-1)!;
    const isQuiet = ms > QUIET_MS;
    const width = isQuiet ? FOLD_WIDTH * 2.4 : weightOf(ms) * unit;
    const knot = { at: times[index + 1]!, x: last.x + width };
    knots.push(knot);
    if (!isQuiet) continue;
    folds.push({ x: last.x + FOLD_WIDTH * 0.7, width: FOLD_WIDTH, ms });
    starts.push(knot);
  }
  return { x: (at) => interpolate(knots, at), folds, starts };
}

function interpolate(knots: readonly { readonly at: number; readonly x: number }[], at: number): number {
  const first = knots[0]!;
  const last = knots.at(-1)!;
  if (at <= first.at) return first.x;
  if (at >= last.at) return last.x;
  const next = knots.findIndex((knot) => knot.at >= at);
  const [a, b] = [knots[next - 1]!, knots[next]!];
  return a.x + ((at - a.at) / (b.at - a.at)) * (b.x - a.x);
}
