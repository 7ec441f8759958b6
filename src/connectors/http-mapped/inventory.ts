/** What a declared system holds now, object by object, as its lists tell. */
import type {
  Inventory,
  InventoryDetail,
  InventoryObject,
  InventoryRecord,
  ObjectName,
} from '../../application/ports/inventory.ts';
import { OBJECT_RULES } from '../../application/sweep/objects.ts';
import { compareNames } from '../../application/sweep/merge.ts';
import { parseInstant, type Instant } from '../../kernel/instant.ts';
import { faultText } from '../canonical-fact.ts';
import type { Expression } from '../expression/expression.ts';
import { factsOf } from '../mapping/facts.ts';
import type { HttpSettings } from './settings.ts';
import { pagesOf, pathOf, turnsOf, type Statements } from './statement.ts';

type Declared = NonNullable<HttpSettings['inventories'][InventoryObject]>;

/** Records that are handed on at once where the system does not sort its list. */
const PAGE_SIZE = 500;
/** A list has no window: it says what is. */
const NO_WINDOW = { from: 0 as Instant, to: 0 as Instant };

/** Every list that the declaration names. */
export const declaredInventories = (statements: Statements): readonly Inventory[] =>
  Object.entries(statements.settings.inventories).flatMap(([object, declared]) =>
    declared === undefined ? [] : [inventoryOf(statements, object as InventoryObject, declared)],
  );

function inventoryOf(statements: Statements, object: InventoryObject, declared: Declared): Inventory {
  const { sorted } = declared;
  return {
    object,
    async *pages(signal) {
      const gathered: InventoryRecord[] = [];
      for (const turn of turnsOf([declared])) {
        for await (const { document, records } of pagesOf(statements, turn, NO_WINDOW, signal, null)) {
          const page = records.flatMap((record) => recordOf(statements, object, declared, document, record));
          if (sorted) yield page;
          else gathered.push(...page);
        }
      }
      gathered.sort(compareNames);
      for (let at = 0; at < gathered.length; at += PAGE_SIZE) yield gathered.slice(at, at + PAGE_SIZE);
    },
    read: (name, signal) => detailOf(statements, object, declared, name, signal),
  };
}

/** A record of a list by its figures; one of a company that is not ours is none of ours. */
function recordOf(
  statements: Statements,
  object: InventoryObject,
  declared: Declared,
  document: unknown,
  record: unknown,
): readonly InventoryRecord[] {
  const value = (expression: Expression): unknown => {
    const names = new Map([['record', record]]);
    const { codes } = statements.reading;
    const result = expression.evaluate({ root: document, focus: record, names, codes });
    if (result.ok) return result.value;
    throw new Error(`the list of ${object}: ${result.error.path} ${result.error.message}`);
  };
  const text = (expression: Expression): string => String(value(expression) ?? '');
  const entity = statements.reading.companies.entityOf(text(declared.company));
  if (entity === null) return [];
  const number = text(declared.number);
  const changedAt = declared.changedAt === undefined ? null : parseInstant(text(declared.changedAt));
  return [
    {
      entity,
      number,
      sortedBy: declared.sortedBy === undefined ? number : text(declared.sortedBy),
      figures: OBJECT_RULES[object].figures.map((_, at) => text(declared.figures[at]!)),
      changedAt: changedAt?.ok === true ? changedAt.value : null,
      worth: null,
    },
  ];
}

/** One object in full, with what its record states. */
async function detailOf(
  statements: Statements,
  object: InventoryObject,
  declared: Declared,
  name: ObjectName,
  signal: AbortSignal,
): Promise<InventoryDetail> {
  const { path, query, record: at, mapping, absent } = declared.detail;
  const names = new Map<string, unknown>([
    ['number', name.number],
    ['sortedBy', name.sortedBy],
    ['company', statements.reading.companies.codeOf(name.entity)],
  ]);
  const address = pathOf(statements, { path, query }, names);
  const outcome = await statements.client.request({ method: 'GET', path: address, signal });
  if (outcome.kind !== 'answer') throw new Error(`${address}: ${outcome.reason}`);
  if (absent.includes(outcome.status)) return { record: null, facts: [] };
  if (outcome.status !== 200 || outcome.body === undefined) {
    throw new Error(`${address}: status ${outcome.status}`);
  }
  const { codes } = statements.reading;
  const found = at.evaluate({ root: outcome.body, names, codes });
  if (!found.ok) throw new Error(`${address}: ${found.error.path} ${found.error.message}`);
  if (found.value === undefined || found.value === null) return { record: null, facts: [] };
  const [record] = recordOf(statements, object, detailFigures(declared), outcome.body, found.value);
  if (mapping === undefined) return { record: record ?? null, facts: [] };
  const said = { document: outcome.body, record: found.value, headers: {} };
  const facts = factsOf(statements.settings.mappings[mapping]!, said, statements.reading);
  if (!facts.ok) throw new Error(`${object} ${name.number}: ${faultText(facts.error)}`);
  return { record: record ?? null, facts: facts.value };
}

/** The record in full may tell its figures by other members than a line of the list. */
const detailFigures = (declared: Declared): Declared => ({
  ...declared,
  figures: declared.detail.figures ?? declared.figures,
});
