/** Gathers everything that a document rests on into one file that proves itself. */
import { canonicalJson } from '../../kernel/fingerprint.ts';
import type { Refusal } from '../../contract/refusal.ts';
import type { Clock } from '../../kernel/clock.ts';
import { formatInstant } from '../../kernel/instant.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import { principalRef, type Principal } from '../access/principal.ts';
import type { AuditTrail } from '../access/audit.ts';
import type { EvidenceStore, MessageHash } from '../ports/evidence-store.ts';
import type { PolicyStore } from '../ports/policy-store.ts';
import type { CommandRow, FactRow } from '../ports/store.ts';
import type { Enclosure } from '../privacy/enclosure.ts';
import { entityScope } from '../query/find.ts';
import { partsOfKey } from '../query/instance-reading.ts';
import type { Reads } from '../query/reads.ts';
import type { Finding } from '../records/record-desk.ts';
import { sealPack, type NewRecord, type SealedPack } from './pack.ts';

/** Instances of one pack: an order, its returns, their claims; more are another story. */
const INSTANCES_MAX = 20;

/** Members of facts that name another instance, and the word of that instance. */
const LINKS: Readonly<Record<string, string>> = {
  salesOrder: 'sales-order',
  rma: 'return',
  claim: 'supplier-claim',
  dispute: 'dispute',
};

export interface EvidenceDeskOptions {
  readonly reads: Reads;
  /** A pack says what can be read now: it is sealed as it says it. */
  readonly enclosure: Pick<Enclosure, 'text'>;
  readonly store: EvidenceStore;
  readonly policies: PolicyStore;
  readonly audit: AuditTrail;
  readonly clock: Clock;
  /** Finds the instance that a number of any system means. */
  find(number: string, entities: readonly string[] | null): Promise<readonly Finding[]>;
}

/** A pack, under the name that its file should have. */
export interface Evidence extends SealedPack {
  readonly fileName: string;
}

export class EvidenceDesk {
  readonly #options: EvidenceDeskOptions;

  constructor(options: EvidenceDeskOptions) {
    this.#options = options;
  }

  /**
   * Takes the evidence of a document by its number in any system: an invoice, a credit memo, a receipt,
   * a claim. Its seal goes into the audit chain, so that a later forgery has nothing to point to.
   */
  async take(
    principal: Principal,
    actor: string,
    number: string,
    entity: string | null,
  ): Promise<Result<Evidence, Refusal>> {
    const scope = entityScope(principal, entity);
    if (!scope.ok) return scope;
    const found = await this.#options.find(number, scope.value);
    const [first, another] = found;
    if (first === undefined) {
      return err({ code: 'not-found', detail: `Nothing has the number ${number}.`, param: 'number' });
    }
    if (another !== undefined) {
      const all = found.map(({ instance }) => instance).join(', ');
      const detail = `${number} means several things: ${all}. Name the entity, or the one by its own number.`;
      return err({ code: 'entity-required', detail, param: 'entity' });
    }
    const pack = await this.#packOf(number, first.instance, actor);
    const { clock, audit } = this.#options;
    await audit.append({
      at: clock.now(),
      actor,
      principal: principalRef(principal),
      action: 'evidence.take',
      entity: partsOfKey(first.instance).entity,
      subject: `evidence/${pack.seal}`,
      before: null,
      after: first.instance,
      reason: null,
    });
    return ok(pack);
  }

  async #packOf(number: string, root: string, takenBy: string): Promise<Evidence> {
    const { reads, clock } = this.#options;
    const facts = await this.#factsAround(root);
    const instances = [...facts.keys()];
    const all = [...facts.values()].flat();
    const commands = (await Promise.all(instances.map((key) => reads.commandsOf(key)))).flat();
    const messages = await this.#options.store.messagesOf(all);
    const audit = await this.#options.store.auditOf(instances);
    const records: readonly NewRecord[] = [
      ...all.map((fact) => factRecord(fact, messages)),
      ...commands.map(commandRecord),
      ...(await this.#policyRecords(all)),
      ...audit.map(({ number: entry, subject, at, text }) => ({
        kind: 'audit', name: `aud_${entry} ${subject}`, at, text,
      })),
    ];
    const { entity } = partsOfKey(root);
    const header = {
      about: number,
      instance: root,
      entity,
      instances,
      takenAt: formatInstant(clock.now()),
      takenBy,
    };
    const { enclosure } = this.#options;
    const readable = records.map(async (record) => ({ ...record, text: await enclosure.text(record.text) }));
    const pack = sealPack(header, await Promise.all(readable));
    return { ...pack, fileName: `${number.replaceAll(/[^\w.-]/g, '_')}.evidence.jsonl` };
  }

  /** Facts of the instance and of those that it names, and that name each other. */
  async #factsAround(root: string): Promise<ReadonlyMap<string, readonly FactRow[]>> {
    const facts = new Map<string, readonly FactRow[]>();
    const waiting = [root];
    for (let key = waiting.shift(); key !== undefined; key = waiting.shift()) {
      if (facts.has(key) || facts.size === INSTANCES_MAX) continue;
      const own = await this.#options.reads.factsOf(key);
      if (own.length === 0) continue;
      facts.set(key, own);
      waiting.push(...new Set(own.flatMap(instancesNamed)));
    }
    return facts;
  }

  /** The tables that decided, each in the version that did. */
  async #policyRecords(facts: readonly FactRow[]): Promise<readonly NewRecord[]> {
    const stamps = new Map<string, Set<number>>();
    for (const { text } of facts) {
      for (const { table, version } of stampsIn(JSON.parse(text) as unknown)) {
        stamps.set(table, (stamps.get(table) ?? new Set()).add(version));
      }
    }
    const records: NewRecord[] = [];
    for (const [table, versions] of stamps) {
      const known = await this.#options.policies.versions(table);
      for (const policy of known.filter(({ version }) => versions.has(version)).toReversed()) {
        const { version, proposedBy, verdict, content } = policy;
        records.push({
          kind: 'policy',
          name: `${table} version ${version}`,
          at: verdict === null ? null : formatInstant(verdict.decidedAt),
          more: { proposedBy, approvedBy: verdict?.decidedBy ?? null },
          // As its hash is made: the audit chain names the same one.
          text: canonicalJson(JSON.parse(content)),
        });
      }
    }
    return records;
  }
}

function factRecord(fact: FactRow, messages: readonly MessageHash[]): NewRecord {
  const message = messages.find(
    ({ source, messageId }) => source === fact.source && messageId === fact.messageId,
  );
  return {
    kind: `fact ${fact.type}`,
    name: `${fact.source}/${fact.id}`,
    at: formatInstant(fact.occurredAt),
    more: {
      instance: fact.instance,
      recordedAt: formatInstant(fact.recordedAt),
      ...(message === undefined ? {} : { message: message.messageId }),
    },
    messageSha256: message?.bodyHash ?? null,
    text: fact.text,
  };
}

const commandRecord = (command: CommandRow): NewRecord => ({
  kind: `command ${command.type}`,
  name: `${command.instance}/${command.id}#${command.generation}`,
  at: formatInstant(command.issuedAt),
  more: {
    system: command.system,
    status: command.status,
    settledAt: command.settledAt === null ? null : formatInstant(command.settledAt),
  },
  text: command.content,
});

/** Instances that a fact names besides its own. */
function instancesNamed({ entity, text, instance }: FactRow): readonly string[] {
  const content = JSON.parse(text) as Readonly<Record<string, unknown>>;
  return Object.entries(LINKS)
    .filter(([member]) => typeof content[member] === 'string')
    .map(([member, word]) => `${entity}/${word}/${String(content[member])}`)
    .filter((key) => key !== instance);
}

interface Stamp {
  readonly table: string;
  readonly version: number;
}

/** Stamps of policies anywhere in a content. */
function stampsIn(value: unknown): readonly Stamp[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(stampsIn);
  const content = value as Readonly<Record<string, unknown>>;
  const { table, tableVersion, version = tableVersion, row, ...rest } = content;
  const isStamp = typeof table === 'string' && typeof version === 'number' && typeof row === 'string';
  return [...(isStamp ? [{ table, version }] : []), ...Object.values(rest).flatMap(stampsIn)];
}
