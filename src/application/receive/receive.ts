import { factTypeOf } from '../../canonical/catalogue.ts';
import type { CodeKeeper } from '../codes/code-keeper.ts';
import { unknownCodesOf } from '../codes/waits-for.ts';
import type { DriftWatch } from '../drift/drift-watch.ts';
import type { Clock } from '../../kernel/clock.ts';
import { parseInstant } from '../../kernel/instant.ts';
import { hashOf } from '../process/batch-rows.ts';
import type { Processor } from '../process/processor.ts';
import type { FactResult, Submission } from '../process/submission.ts';
import type { ClaimBook } from '../ports/claim-book.ts';
import {
  CLAIMED_HEADER,
  type CanonicalFact,
  type Connector,
  type InboundMessage,
  type Translation,
} from '../ports/connector.ts';
import type { MessageRow, QuarantineRow, SilentLossRow } from '../ports/store.ts';
import { admitFacts, type Admission, type Refusal } from './admit.ts';
import { wholeDocuments } from './documents.ts';
import { faultsOf, whyFaulty, type WhyFaulty } from './faulty.ts';

/** What became of a message. */
export type Receipt =
  | { readonly kind: 'received'; readonly messageId: string; readonly facts: readonly FactResult[] }
  /** Kept whole, with its reason; it is redriven when the mapping is mended. */
  | { readonly kind: 'quarantined'; readonly messageId: string | null; readonly reason: string }
  /** The sender could not be authenticated: nothing is kept. */
  | { readonly kind: 'rejected'; readonly reason: string }
  | { readonly kind: 'unknown-system' };

/** A fact as the API is given it (CloudEvents 1.0, structured). */
export interface PostedFact {
  readonly id: string;
  readonly type: string;
  /** RFC 3339. */
  readonly time: string;
  readonly data: unknown;
  readonly correlationid?: string | undefined;
  readonly causationid?: string | undefined;
}

/** What it works with. */
export interface FrontDoorOptions {
  readonly processor: Processor;
  readonly connectors: ReadonlyMap<string, Connector>;
  readonly admission: Admission;
  readonly clock: Clock;
  /** Told of codes that nobody has mapped; without it they only wait. */
  readonly codes?: Pick<CodeKeeper, 'refresh' | 'missed'>;
  /** Which content had a name first; without it names are not looked at. */
  readonly claims?: ClaimBook;
  /** Learns what messages look like; it only takes a note here. */
  readonly drift?: Pick<DriftWatch, 'note'>;
}

/**
 * The front door. Whatever is answered as received is durable: the raw bytes are stored in the
 * same transaction as the facts that they bring, or as the quarantine entry that they become.
 */
export class FrontDoor {
  readonly #options: FrontDoorOptions;

  constructor(options: FrontDoorOptions) {
    this.#options = options;
  }

  /**
   * Takes in a message of a vendor's system. Whoever may write to a mailbox is trusted by its folder
   * or login; what is pushed proves itself, so a system that lives on files can push nothing.
   */
  async receive(
    system: string,
    message: InboundMessage,
    way: 'pushed' | 'collected' = 'pushed',
  ): Promise<Receipt> {
    const connector = this.#options.connectors.get(system);
    if (connector === undefined) return { kind: 'unknown-system' };
    if (way === 'pushed' && connector.mailbox !== undefined) {
      return { kind: 'rejected', reason: 'this system leaves files, and pushes nothing' };
    }
    const arrived = { ...message, receivedAt: this.#options.clock.now() };
    const translation = await this.#translated(connector, arrived);
    return this.#takeIn(connector, message, await this.#claimed(connector, arrived, translation));
  }

  async #takeIn(connector: Connector, message: InboundMessage, translation: Translation): Promise<Receipt> {
    const { system } = connector;
    if (translation.kind === 'rejected') return translation;
    this.#options.drift?.note(system, message, translation.kind === 'faults');
    const { messageId } = translation;
    if (translation.kind === 'faults') {
      const why = whyFaulty(translation.faults);
      await this.#options.processor.submit({
        message: this.#messageRow(system, messageId, null, message),
        quarantined: [this.#wholeMessage(system, messageId, why, message)],
      });
      await this.#options.codes?.missed(system, unknownCodesOf(translation.faults));
      return { kind: 'quarantined', messageId, reason: why.reason };
    }
    const { admission, clock, processor } = this.#options;
    const { facts, held = [] } = translation;
    const context = { messageId, causationId: null, correlationId: null, isMessage: true };
    const admitted = wholeDocuments(facts, admitFacts(admission, system, facts, context, clock.now()));
    const faulty = held.map(({ headers, faults }) => ({ headers, why: whyFaulty(faults) }));
    const refused = admitted.refused.map(({ document: { headers }, why }) => ({
      headers,
      why: { ...why, waitsFor: null },
    }));
    const result = await processor.submit({
      facts: admitted.facts,
      message: this.#messageRow(system, translation.messageId, facts[0]?.entity ?? null, message),
      quarantined: [...faulty, ...refused].map(({ headers, why }) =>
        this.#heldPart(system, messageId, why, message, headers),
      ),
    });
    await this.#options.codes?.missed(system, unknownCodesOf(held.flatMap(({ faults }) => faults)));
    const results = admitted.verdicts.map((verdict) =>
      typeof verdict === 'number' ? result.facts[verdict]! : quarantinedAs(verdict),
    );
    const parts = faulty.map(({ why }) => quarantinedAs(why));
    return { kind: 'received', messageId: translation.messageId, facts: [...results, ...parts] };
  }

  /** Reads it again where a name of it belongs to another content: the first one keeps it. */
  async #claimed(
    connector: Connector,
    message: InboundMessage,
    translation: Translation,
  ): Promise<Translation> {
    const { claims, clock } = this.#options;
    if (claims === undefined || translation.kind !== 'facts') return translation;
    const lost: string[] = [];
    for (const claim of translation.claims ?? []) {
      if (!(await claims.claim(connector.system, claim, clock.now()))) lost.push(claim.name);
    }
    if (lost.length === 0) return translation;
    const headers = { ...message.headers, [CLAIMED_HEADER]: lost.join(' ') };
    return connector.translate({ ...message, headers });
  }

  /** A code that is unknown here may have been mapped by another process meanwhile. */
  async #translated(connector: Connector, message: InboundMessage): Promise<Translation> {
    const translation = connector.translate(message);
    if (translation.kind === 'rejected') return translation;
    const faults = faultsOf(translation);
    if (unknownCodesOf(faults).length === 0) return translation;
    const hasNewBooks = (await this.#options.codes?.refresh()) === true;
    return hasNewBooks ? connector.translate(message) : translation;
  }

  /** Takes in facts as a system's own words, with a result for each, in order. */
  async admit(
    system: string,
    facts: readonly CanonicalFact[],
    more: Pick<Submission, 'losses' | 'redriven' | 'quarantined'> = {},
  ): Promise<readonly FactResult[]> {
    const { admission, clock, processor } = this.#options;
    const isMessage = more.redriven !== undefined;
    const context = { messageId: null, causationId: null, correlationId: null, isMessage };
    const admitted = admitFacts(admission, system, facts, context, clock.now());
    const quarantined = [...(more.quarantined ?? []), ...admitted.quarantined];
    const submission = { ...more, facts: admitted.facts, quarantined };
    const result = await processor.submit(submission);
    const unread = facts.flatMap(({ unreadable }) => unreadable?.faults ?? []);
    if (unread.length > 0) await this.#options.codes?.missed(system, unknownCodesOf(unread));
    return admitted.verdicts.map((verdict) =>
      typeof verdict === 'number' ? result.facts[verdict]! : quarantinedAs(verdict),
    );
  }

  /** Takes in facts that were posted in canonical form, with a result for each, in order. */
  async receiveFacts(
    source: string,
    entity: string,
    posted: readonly PostedFact[],
    raw: InboundMessage,
  ): Promise<readonly FactResult[]> {
    const facts: CanonicalFact[] = [];
    const faulty: QuarantineRow[] = [];
    const verdicts = posted.map((item): number | Refusal => {
      const read = readPosted(item, entity);
      if (!('code' in read)) return facts.push(read) - 1;
      faulty.push(this.#unreadableFact(source, entity, item, read));
      return read;
    });
    const message = this.#messageRow(source, null, entity, raw);
    const { admission, clock, processor } = this.#options;
    const context = { messageId: null, causationId: null, correlationId: posted[0]?.correlationid ?? null };
    const admitted = admitFacts(admission, source, facts, context, clock.now());
    const quarantined = [...faulty, ...admitted.quarantined];
    const result = await processor.submit({ facts: admitted.facts, quarantined, message });
    return verdicts.map((verdict) => {
      if (typeof verdict !== 'number') return quarantinedAs(verdict);
      const admittedAs = admitted.verdicts[verdict]!;
      return typeof admittedAs === 'number' ? result.facts[admittedAs]! : quarantinedAs(admittedAs);
    });
  }

  /** What only a sweep found is lost by its channel, although it is repaired now. */
  async admitSwept(system: string, facts: readonly CanonicalFact[]): Promise<readonly FactResult[]> {
    return this.admit(system, facts);
  }

  /** Counts what a sweep found missing. */
  async countLosses(losses: readonly SilentLossRow[]): Promise<void> {
    if (losses.length > 0) await this.#options.processor.submit({ losses });
  }

  #messageRow(
    source: string,
    messageId: string | null,
    entity: string | null,
    message: InboundMessage,
  ): MessageRow {
    return {
      source,
      messageId,
      entity,
      headers: JSON.stringify(withoutSecrets(message.headers)),
      body: message.body,
      bodyHash: hashOf(message.body),
      receivedAt: this.#options.clock.now(),
      accepted: 0,
      duplicates: 0,
      conflicts: 0,
      waiting: 0,
      quarantined: 0,
    };
  }

  #wholeMessage(
    source: string,
    messageId: string | null,
    why: WhyFaulty,
    message: InboundMessage,
  ): QuarantineRow {
    return {
      kind: 'message',
      entity: null,
      source,
      messageId,
      factId: null,
      factType: null,
      businessKey: null,
      ...why,
      headers: JSON.stringify(withoutSecrets(message.headers)),
      body: message.body,
      bodyHash: hashOf(message.body),
      occurredAt: null,
      receivedAt: this.#options.clock.now(),
    };
  }

  /** Entries are told apart by what they hold: of one message there may be several parts. */
  #heldPart(
    source: string,
    messageId: string | null,
    why: WhyFaulty,
    message: InboundMessage,
    headers: InboundMessage['headers'],
  ): QuarantineRow {
    const whole = this.#wholeMessage(source, messageId, why, {
      ...message,
      headers: { ...message.headers, ...headers },
    });
    if (Object.keys(headers).length === 0) return whole;
    const part = Buffer.from(JSON.stringify(headers));
    return { ...whole, bodyHash: hashOf(Buffer.concat([message.body, part])) };
  }

  #unreadableFact(source: string, entity: string, item: PostedFact, refusal: Refusal): QuarantineRow {
    const body = Buffer.from(JSON.stringify(item.data ?? null));
    return {
      kind: 'fact',
      entity,
      source,
      messageId: null,
      factId: item.id,
      factType: item.type,
      businessKey: null,
      code: refusal.code,
      reason: refusal.reason,
      headers: null,
      body,
      bodyHash: hashOf(body),
      occurredAt: null,
      receivedAt: this.#options.clock.now(),
    };
  }
}

const quarantinedAs = ({ code, reason }: Refusal): FactResult => ({ status: 'quarantined', code, reason });

function readPosted(item: PostedFact, entity: string): CanonicalFact | Refusal {
  const type = factTypeOf(item.type);
  if (type === undefined) return { code: 'unknown-fact-type', reason: `there is no fact type ${item.type}` };
  const occurredAt = parseInstant(item.time);
  if (!occurredAt.ok) return { code: 'invalid-content', reason: `$.time ${occurredAt.error}` };
  const decoded = type.decode(item.data);
  if (!decoded.ok) {
    const reason = decoded.error.map(({ path, message }) => `${path} ${message}`).join('; ');
    return { code: 'invalid-content', reason };
  }
  const fact = {
    type: item.type,
    id: item.id,
    entity,
    occurredAt: occurredAt.value,
    content: decoded.value.content,
  };
  return item.causationid === undefined ? fact : { ...fact, causationId: item.causationid };
}

/** Credentials are checked at the door and kept nowhere. */
const SECRET_HEADERS = /^(authorization|cookie|proxy-authorization|x-api-key)$/i;

const withoutSecrets = (headers: InboundMessage['headers']): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !SECRET_HEADERS.test(name)));
