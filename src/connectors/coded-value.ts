/** Reads values that a system writes as codes of its own: our words, or a fault that a mapping mends. */
import type { CodeBook } from '../application/ports/code-book.ts';
import type { Fault } from '../canonical/fact-type.ts';
import { baseQuantity, parseUnitRule, unitQuantity } from '../domain/masterdata/units.ts';
import type { Quantity } from '../kernel/quantity.ts';
import { err, ok, type Result } from '../kernel/result.ts';

/** The list whose codes are units of measure: `CA` is `case`. */
export const UNIT_LIST = 'unit';
/** The list whose codes are `<item>/<our unit>` and whose meanings are numbers of base units. */
export const ITEM_UNIT_LIST = 'item-unit';
/** Our word for the unit in which an item is counted; it needs no entry in {@link ITEM_UNIT_LIST}. */
export const BASE_UNIT = 'each';

/** The meaning of a code, or the fault that says that nobody has mapped it. */
export function meaningOf(codes: CodeBook, list: string, code: string, path: string): Result<string, Fault> {
  const meaning = codes.meaning(list, code);
  if (meaning !== null) return ok(meaning);
  return err({ path, message: `unknown ${list} "${code}"`, unknown: { list, code } });
}

/** A quantity as a system writes it: in a unit of its own, and for catch weight with its weight. */
export interface WrittenQuantity {
  readonly item: string;
  /** The system's code of the unit. */
  readonly unit: string;
  readonly quantity: Quantity;
  /** Base units that are stated beside the count. */
  readonly weighed?: Quantity | null;
}

/** Base units of what a system wrote, exactly, or why not. */
export function inBaseUnits(
  codes: CodeBook,
  written: WrittenQuantity,
  path: string,
): Result<Quantity, Fault> {
  const { item, quantity, weighed = null } = written;
  const unit = meaningOf(codes, UNIT_LIST, written.unit, path);
  if (!unit.ok) return unit;
  const rule = ruleOf(codes, item, unit.value, path);
  if (!rule.ok) return rule;
  const base = baseQuantity(rule.value, quantity, weighed);
  return base.ok ? base : err({ path, message: `${item}: ${base.error}` });
}

/** How a system would write base units in the unit that it calls by this code, exactly, or why not. */
export function inUnitsOf(
  codes: CodeBook,
  item: string,
  unitCode: string,
  base: Quantity,
  path: string,
): Result<Quantity, Fault> {
  const unit = meaningOf(codes, UNIT_LIST, unitCode, path);
  if (!unit.ok) return unit;
  const rule = ruleOf(codes, item, unit.value, path);
  if (!rule.ok) return rule;
  const units = unitQuantity(rule.value, base);
  return units.ok ? units : err({ path, message: `${item}: ${units.error}` });
}

function ruleOf(codes: CodeBook, item: string, unit: string, path: string) {
  const code = `${item}/${unit}`;
  const written = codes.meaning(ITEM_UNIT_LIST, code) ?? (unit === BASE_UNIT ? '1' : null);
  if (written === null) {
    const message = `nobody has said how many base units a ${unit} of ${item} is`;
    return err({ path, message, unknown: { list: ITEM_UNIT_LIST, code } });
  }
  const rule = parseUnitRule(written);
  return rule.ok ? rule : err({ path, message: `${unit} of ${item}: ${rule.error}` });
}
