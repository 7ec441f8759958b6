/** Customers and items over all systems: finding one by any number, what is true of it, and merging. */
import { FACTS } from '../../canonical/catalogue.ts';
import { PERSON } from '../../canonical/person.ts';
import type { Refusal } from '../../contract/refusal.ts';
import { suggestDuplicates, type Likeness, type Suggestion } from '../../domain/masterdata/duplicates.ts';
import type { Clock } from '../../kernel/clock.ts';
import { fingerprint } from '../../kernel/fingerprint.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import type { MasterDataPolicy, RecordKind } from '../../workflows/master-data/policy.ts';
import { R, recordView, STATED, type RecordView } from '../../workflows/master-data/record-view.ts';
import { register } from '../../engine/state.ts';
import type { AuditTrail } from '../access/audit.ts';
import type { FactIntake } from '../act/ports.ts';
import { stateFact } from '../act/state-fact.ts';
import type { Enclosure } from '../privacy/enclosure.ts';
import type { FoundInstance, Merge, RecordStore } from '../ports/record-store.ts';
import type { FactRow } from '../ports/store.ts';
import type { Workflow } from '../ports/workflow.ts';
import { stateOf } from '../process/restore.ts';
import { partsOfKey } from '../query/instance-reading.ts';
import type { EntityScope, Reads } from '../query/reads.ts';

/** Records that one search for duplicates compares. */
const COMPARED_MAX = 20_000;
/** Merges that are followed to the record that stands in the end. */
const CHAIN_MAX = 20;
export interface RecordDeskOptions {
  readonly records: RecordStore;
  readonly reads: Reads;
  readonly enclosure: Pick<Enclosure, 'text'>;
  readonly workflows: ReadonlyMap<string, Workflow>;
  readonly policy: MasterDataPolicy;
  readonly intake: FactIntake;
  readonly audit: AuditTrail;
  readonly clock: Clock;
}

/** A record that a number leads to. */
export interface Finding extends FoundInstance {
  readonly kind: string;
  readonly number: string;
  /** What the number is to it: its own, a shipment of it, its number in a system. */
  readonly matched: readonly { readonly as: string; readonly whose: string | null }[];
  /** The record that the number led to before it was merged into this one. */
  readonly merged: readonly string[];
}

/** A record with everything that is said of it. */
export interface RecordReading {
  readonly entity: string;
  readonly kind: RecordKind;
  readonly number: string;
  readonly view: RecordView;
  /** Other systems' numbers of it and of what was merged into it. */
  readonly aliases: readonly string[];
  /** Records that a person merged into it. */
  readonly merges: readonly Merge[];
  /** What it is merged into itself. */
  readonly mergedInto: Merge | null;
}

/** A field whose value would be another one. */
export interface MergedField {
  readonly field: string;
  /** What is true of the record that would stand for both. */
  readonly now: string | null;
  readonly merged: string | null;
  /** Owners would contradict each other: a person would have to pick. */
  readonly isOpen: boolean;
}

/** What a merge would come to. */
export interface MergePreview extends RecordName {
  readonly into: string;
  readonly fields: readonly MergedField[];
  /** Numbers that would lead to the record that stands for both. */
  readonly aliases: readonly string[];
}

/** Names a record. */
export interface RecordName {
  readonly entity: string;
  readonly kind: RecordKind;
  readonly number: string;
}

/** Whose word about a field shall count. */
export interface AskedWord {
  readonly field: string;
  readonly system: string;
  /** Of the record in that system; `null`: the system has one word alone. */
  readonly number: string | null;
}

/** The content of a decision about a field, without who makes it. */
export interface FieldChoice {
  readonly record: { readonly kind: RecordKind; readonly number: string };
  readonly field: string;
  readonly system: string;
  readonly number: string;
  /** Names the words that there were to choose from. */
  readonly of: string;
  readonly decision: number;
  readonly value: string;
}

const keyOf = ({ entity, kind, number }: RecordName): string => `${entity}/${kind}/${number}`;

export const isRecordKind = (kind: string): kind is RecordKind => Object.hasOwn(STATED, kind);

export class RecordDesk {
  readonly #options: RecordDeskOptions;

  constructor(options: RecordDeskOptions) {
    this.#options = options;
  }

  /** The records that a number of any system leads to; usually one. */
  async find(number: string, entities: EntityScope): Promise<readonly Finding[]> {
    const { records } = this.#options;
    const byInstance = new Map<string, { matched: Finding['matched'][number][]; merged: Set<string> }>();
    for (const { instance, as, whose } of await records.findNumber(number, entities)) {
      const survivor = await this.#survivorOf(instance);
      const entry = byInstance.get(survivor) ?? { matched: [], merged: new Set() };
      entry.matched.push({ as, whose });
      if (survivor !== instance) entry.merged.add(partsOfKey(instance).businessId);
      byInstance.set(survivor, entry);
    }
    const found = await records.instances([...byInstance.keys()]);
    return found.map((row) => {
      const { kind, businessId } = partsOfKey(row.instance);
      const { matched, merged } = byInstance.get(row.instance)!;
      return { ...row, kind, number: businessId, matched, merged: [...merged] };
    });
  }

  async #survivorOf(instance: string): Promise<string> {
    const { entity, kind, businessId } = partsOfKey(instance);
    if (!isRecordKind(kind)) return instance;
    let record = businessId;
    for (let step = 0; step < CHAIN_MAX; step++) {
      const merges = await this.#options.records.mergesOf(entity, kind, [record]);
      const next = merges.find((merge) => merge.record === record);
      if (next === undefined) break;
      record = next.into;
    }
    return keyOf({ entity, kind, number: record });
  }

  /** What is true of a record, and who says otherwise. */
  async read(name: RecordName): Promise<RecordReading | null> {
    const { records } = this.#options;
    const { entity, kind, number } = name;
    const touching = await records.mergesOf(entity, kind, [number]);
    const merges = touching.filter(({ into }) => into === number);
    const members = [number, ...merges.map(({ record }) => record)];
    const facts: FactRow[] = [];
    const aliases: string[] = [];
    for (const member of members) {
      const key = keyOf({ entity, kind, number: member });
      facts.push(...(await this.#factsOf(key)));
      aliases.push(...(await records.aliasesOf(key)));
    }
    if (facts.length === 0) return null;
    // Words of one record compare as they are enclosed; those of several have several keys.
    const view = this.#viewOf(kind, members.length > 1 ? await this.#disclosed(facts) : facts);
    const mergedInto = touching.find(({ record }) => record === number) ?? null;
    return { entity, kind, number, view, aliases, merges, mergedInto };
  }

  async #factsOf(key: string): Promise<readonly FactRow[]> {
    return this.#options.reads.factsOf(key);
  }

  /** Facts with the personal values that can be read. */
  async #disclosed(facts: readonly FactRow[]): Promise<readonly FactRow[]> {
    const { enclosure } = this.#options;
    return Promise.all(facts.map(async (fact) => ({ ...fact, text: await enclosure.text(fact.text) })));
  }

  #viewOf(kind: RecordKind, facts: readonly FactRow[]): RecordView {
    const { workflows, policy } = this.#options;
    return recordView(kind, policy[kind], stateOf(workflows.get(kind)!.definition, facts));
  }

  /** Pairs that may be one, the most alike first, without those that are merged already. */
  async duplicates(entity: string, kind: RecordKind): Promise<readonly Suggestion[]> {
    const { records } = this.#options;
    const statements = await records.statements(entity, kind, STATED[kind].type, COMPARED_MAX);
    const facts = await this.#disclosed(statements);
    const byInstance = Map.groupBy(facts, ({ instance }) => instance);
    const merged = new Set((await records.merges(entity, kind)).map(({ record }) => record));
    const likenesses: Likeness[] = [];
    for (const [instance, own] of byInstance) {
      const id = partsOfKey(instance).businessId;
      if (!merged.has(id)) likenesses.push(likenessOf(id, this.#viewOf(kind, own)));
    }
    return suggestDuplicates(likenesses);
  }

  /** What would be true, and which numbers would lead elsewhere, if two records were one; writes nothing. */
  async previewMerge(name: RecordName, into: string): Promise<Result<MergePreview, Refusal>> {
    const refused = await this.#mergeRefusal(name, into);
    if (refused !== null) return err(refused);
    const survivor = (await this.read({ ...name, number: into }))!;
    const other = (await this.read(name))!;
    const merged = [...survivor.merges, ...other.merges].map(({ record }) => record);
    const members = [into, name.number, ...merged];
    const facts = await Promise.all(members.map((number) => this.#factsOf(keyOf({ ...name, number }))));
    const view = this.#viewOf(name.kind, await this.#disclosed(facts.flat()));
    const fields = [...view.fields].flatMap(([field, { value, isOpen }]): MergedField[] => {
      const now = survivor.view.fields.get(field)?.value ?? null;
      return now === value && !isOpen ? [] : [{ field, now, merged: value, isOpen }];
    });
    return ok({ ...name, into, fields, aliases: other.aliases });
  }

  /** Why a record cannot be merged into another one; `null`: it can. */
  async #mergeRefusal(name: RecordName, into: string): Promise<Refusal | null> {
    if (into === name.number) {
      const detail = 'A record cannot be merged into itself.';
      return { code: 'invalid-request', detail, param: '$.into' };
    }
    for (const number of [name.number, into]) {
      if ((await this.#factsOf(keyOf({ ...name, number }))).length === 0) return missing({ ...name, number });
    }
    const key = keyOf({ ...name, number: into });
    if ((await this.#survivorOf(key)) === key) return null;
    const detail = `${into} is itself merged into another record: name the one that stands.`;
    return { code: 'not-possible-now', detail, param: '$.into' };
  }

  /** A person says that two records are one. Neither is rewritten. */
  async merge(
    name: RecordName,
    into: string,
    actor: string,
    reason: string,
  ): Promise<Result<Merge, Refusal>> {
    const { records, clock } = this.#options;
    const { entity, kind, number } = name;
    const refused = await this.#mergeRefusal(name, into);
    if (refused !== null) return err(refused);
    const mergedAt = clock.now();
    const merge: Merge = { entity, kind, record: number, into, reason, mergedBy: actor, mergedAt };
    const done = await records.merge(merge, {
      at: mergedAt,
      actor,
      action: 'record.merge',
      entity,
      subject: `${kind}/${number}`,
      before: null,
      after: into,
      reason,
    });
    if (done) return ok(merge);
    return err({ code: 'not-possible-now', detail: `${kind} ${number} is merged already: split it first.` });
  }

  /** A person takes a merge back: both records are as they were. */
  async split(name: RecordName, actor: string, reason: string): Promise<Result<Merge, Refusal>> {
    const { records, clock } = this.#options;
    const { entity, kind, number } = name;
    const now = clock.now();
    const by = { actor, reason, at: now };
    const stood = await records.split({ entity, kind, record: number }, by, (merge) => ({
      at: now,
      actor,
      action: 'record.split',
      entity,
      subject: `${kind}/${number}`,
      before: merge.into,
      after: null,
      reason,
    }));
    if (stood !== null) return ok(stood);
    return err({ code: 'not-possible-now', detail: `${kind} ${number} is not merged into another record.` });
  }

  /** What would be stated if the word of a system about a field counted; nothing is. */
  async choiceOf(name: RecordName, asked: AskedWord): Promise<Result<FieldChoice, Refusal>> {
    const { kind, number: record } = name;
    const facts = await this.#factsOf(keyOf(name));
    if (facts.length === 0) return err(missing(name));
    const { field } = asked;
    const resolved = this.#viewOf(kind, facts).fields.get(field);
    const words = resolved?.others.filter(
      ({ system, number, because }) =>
        because === 'undecided' && system === asked.system && number === (asked.number ?? number),
    );
    const [word, another] = words ?? [];
    if (resolved?.isOpen !== true || word === undefined) {
      const whose = asked.number === null ? asked.system : `${asked.system} ${asked.number}`;
      const detail = `${field} is not open, or ${whose} has no word that could count.`;
      return err({ code: 'not-possible-now', detail });
    }
    if (another !== undefined) {
      const detail = `${asked.system} has several words about ${field} of ${record}: pick one by its number.`;
      return err({ code: 'not-possible-now', detail });
    }
    const state = stateOf(this.#options.workflows.get(kind)!.definition, facts);
    const decision = (register(state, R.fieldDecided, field)?.version ?? 0) + 1;
    const { system, number, value } = word;
    return ok({ record: { kind, number: record }, field, system, number, of: resolved.of, decision, value });
  }

  /** A person picks whose word about a field counts. */
  async decide(
    name: RecordName,
    asked: AskedWord,
    actor: string,
    reason: string,
  ): Promise<Result<{ readonly fact: string; readonly value: string }, Refusal>> {
    const { intake, audit, clock } = this.#options;
    const { entity, kind, number } = name;
    const found = await this.choiceOf(name, asked);
    if (!found.ok) return found;
    const { value, ...choice } = found.value;
    const { field, decision } = choice;
    const data = { ...choice, decidedBy: actor, reason };
    const id = `field:${entity}/${kind}/${number}:${field}:${decision}:${fingerprint(JSON.stringify(data))}`;
    const at = clock.now();
    const taken = await stateFact(intake, {
      source: PERSON,
      id,
      type: FACTS.fieldDecided.type,
      entity,
      occurredAt: at,
      correlationId: number,
      causationId: null,
      data,
    });
    if (!taken.ok) return taken;
    await audit.append({
      at,
      actor,
      action: 'field.decide',
      entity,
      subject: `${kind}/${number}/${field}`,
      before: null,
      after: JSON.stringify({ system: choice.system, number: choice.number, of: choice.of }),
      reason,
    });
    return ok({ fact: `${PERSON}/${id}`, value });
  }
}

const missing = ({ entity, kind, number }: RecordName): Refusal => ({
  code: 'not-found',
  detail: `There is no ${kind} ${number} in ${entity}.`,
  param: 'record',
});

/** What there is to compare: what is true, or else anybody's word. */
function likenessOf(id: string, { fields, holdings }: RecordView): Likeness {
  const of = (field: string): string | null =>
    fields.get(field)?.value ?? holdings.find(({ values }) => values.has(field))?.values.get(field) ?? null;
  return {
    id,
    name: of('name'),
    street: of('street'),
    city: of('city'),
    postalCode: of('postalCode'),
    country: of('country'),
    taxId: of('taxId'),
    email: of('email'),
    gtin: of('gtin'),
    manufacturer: of('manufacturer'),
    manufacturerNumber: of('manufacturerNumber'),
  };
}
