/** 846: what the books of a warehouse that keeps our goods hold. */
import { FACTS } from '../../../canonical/catalogue.ts';
import { addQuantity, formatQuantity, parseQuantity, ZERO_QUANTITY } from '../../../kernel/quantity.ts';
import { expectOk } from '../../../kernel/result.ts';
import type { StockStatement } from '../sets/stock.ts';
import { revisionByTime } from './order-facts.ts';
import type { Saying } from './saying.ts';

/** QTY01 of goods that lie there, promised or not; what is available alone says nothing of the shelf. */
const ON_HAND = '17';

/** BIA01: original, and the same statement again with other figures. */
const PURPOSES: Readonly<Record<string, 'first' | 'later'>> = { '00': 'first', '05': 'later' };

export function snapshotFacts(saying: Saying, statement: StockStatement): void {
  const { segment, purpose, number, date, time, parties, lines } = statement;
  const revision = PURPOSES[purpose];
  if (revision === undefined) {
    const known = Object.keys(PURPOSES).join(', ');
    saying.reader.object(segment, `purpose "${purpose}" (BIA01) of a statement is not taken: ${known} are`);
    return;
  }
  if (lines.length === 0) saying.reader.object(segment, 'states no stock (LIN)');
  saying.state(FACTS.stockSnapshotStated, segment, {
    system: saying.system,
    snapshot: number,
    version: revision === 'first' ? 1 : revisionByTime(saying.sentAt),
    site: saying.site(segment, parties),
    // Whoever tells no time tells what his books hold as he writes.
    takenAt: time === null ? saying.sentAt : saying.moment(segment, date, time),
    lines: lines.map((line, index) => {
      const item = saying.item(line.segment, line.ids);
      return { line: index + 1, item, onHand: onHandOf(saying, line, item) };
    }),
  });
}

/** All that lies there of an item, in base units. */
function onHandOf(saying: Saying, line: StockStatement['lines'][number], item: string): string {
  const counted = line.quantities.filter(({ kind }) => kind === ON_HAND);
  if (counted.length === 0) {
    const said = line.quantities.map(({ kind }) => kind).join(', ') || 'none';
    const text = `names no quantity on hand (QTY01 ${ON_HAND}) of ${item}; named: ${said}`;
    saying.reader.object(line.segment, text);
  }
  const base = counted.map(({ unit, quantity }) => saying.quantity(line.segment, item, unit, quantity));
  const sum = base.reduce((all, one) => addQuantity(all, expectOk(parseQuantity(one), item)), ZERO_QUANTITY);
  return formatQuantity(sum);
}
