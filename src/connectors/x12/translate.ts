/** From a partner's file to canonical facts. Pure: what cannot be used is held whole, with its place. */
import { createHash } from 'node:crypto';
import type { CodeBook } from '../../application/ports/code-book.ts';
import type { Claim } from '../../application/ports/claim-book.ts';
import {
  CLAIMED_HEADER,
  type CanonicalFact,
  type DocumentPart,
  type HeldPart,
  type InboundMessage,
  type Translation,
} from '../../application/ports/connector.ts';
import { FACTS } from '../../canonical/catalogue.ts';
import type { Fault } from '../../canonical/fact-type.ts';
import { LIMITS } from '../../canonical/limits.ts';
import { instantOfLocal } from '../../kernel/calendar.ts';
import { fingerprint } from '../../kernel/fingerprint.ts';
import { formatInstant } from '../../kernel/instant.ts';
import type { CompanyCodes } from '../company-codes.ts';
import { headerOf } from '../signed-message.ts';
import { groupFaults, headerFaults } from './agreement.ts';
import { interchangeAnswerFacts } from './facts/answer-facts.ts';
import { documentFacts } from './facts/document-facts.ts';
import { Saying } from './facts/saying.ts';
import type { PartnerProfile } from './profile.ts';
import { readInterchanges } from './read/envelope.ts';
import type {
  FunctionalGroup,
  Interchange,
  InterchangeHeader,
  SyntaxFault,
  TransactionSet,
} from './read/interchange.ts';
import { textOf } from './read/text.ts';
import { isKnownSet, readDocument } from './sets/document.ts';
import { NO_PROCESS, SetReader } from './sets/set-reader.ts';

/** Header that names the part of a file which is read again alone. */
export const PART_HEADER = 'x-held-part';

/** Digits of a hash that tell contents apart. */
const MARK_LENGTH = 16;

export interface TranslateOptions {
  readonly system: string;
  readonly profile: PartnerProfile;
  /** The partner's codes, the profile's own among them. */
  readonly codes: CodeBook;
  readonly companies: CompanyCodes;
}

/** Reads a file: whoever sent it has been checked. */
export function translateFile(message: InboundMessage, options: TranslateOptions): Translation {
  const text = textOf(message.body);
  if (!text.ok)
    return { kind: 'faults', messageId: null, faults: [{ path: '$', message: text.error }] };
  const interchanges = readInterchanges(text.value);
  const only = headerOf(message, PART_HEADER) ?? null;
  const taken = new Set(headerOf(message, CLAIMED_HEADER)?.split(' '));
  const readings = interchanges
    .filter(({ header }) => only === null || header?.control === only.split('/')[0])
    .map((interchange) => new InterchangeReading(claimedBy(interchange, taken), options, only));
  // The same control number with other bytes is another message.
  const mark = createHash('sha256').update(message.body).digest('hex').slice(0, MARK_LENGTH);
  const controls = interchanges.map(({ header }) => header?.control ?? '?').join('+');
  const messageId = `${shown(controls).slice(0, 40)}/${mark}`;
  const stray = readings.flatMap((reading) => reading.read());
  const claims = profileClaims(options.profile, interchanges);
  // A file that is not whole, or not from this partner, says nothing that could be believed.
  if (stray.length > 0 || readings.length === 0) {
    return { kind: 'faults', messageId, faults: stray.map(asFault) };
  }
  return {
    kind: 'facts',
    messageId,
    facts: readings.flatMap(({ facts }) => facts),
    held: onceEach(readings.flatMap(({ held }) => held)),
    claims,
  };
}

/** A partner who numbers his interchanges gives each number to one content. */
const profileClaims = ({ controlNumbers }: PartnerProfile, interchanges: readonly Interchange[]): Claim[] =>
  controlNumbers === 'repeated'
    ? []
    : interchanges.flatMap(({ header, text, faults }) =>
        // One that is not whole is sent again under its number.
        header === null || faults.length > 0 ? [] : [{ name: header.control, content: hashOf(text) }],
      );

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** TA1 code of an interchange whose control number was used before. */
const NUMBER_USED = '025';

/** An interchange whose number belongs to another content: nothing of it can be believed. */
function claimedBy(interchange: Interchange, taken: ReadonlySet<string>): Interchange {
  const { header, faults } = interchange;
  if (header === null || !taken.has(header.control)) return interchange;
  const fault: SyntaxFault = {
    level: 'interchange',
    code: NUMBER_USED,
    place: 'ISA, element 13',
    message: `control number ${header.control} was used before, for another interchange`,
  };
  return { ...interchange, faults: [...faults, fault] };
}

/** A part that stands in a file twice is one part: it is read again as one. */
function onceEach(held: readonly HeldPart[]): readonly HeldPart[] {
  const parts = new Map<string, HeldPart>();
  for (const part of held) {
    const name = part.headers[PART_HEADER]!;
    const known = parts.get(name);
    parts.set(
      name,
      known === undefined ? part : { ...part, faults: [...known.faults, ...part.faults] },
    );
  }
  return [...parts.values()];
}

const asFault = ({ place, message, unknown }: SyntaxFault): Fault => ({
  path: printable(place),
  message: printable(message),
  ...(unknown === undefined
    ? {}
    : { unknown: { list: unknown.list, code: printable(unknown.code) } }),
});

class InterchangeReading {
  readonly facts: CanonicalFact[] = [];
  readonly held: HeldPart[] = [];
  readonly #interchange: Interchange;
  readonly #options: TranslateOptions;
  /** The part that alone is read again, or `null` for all. */
  readonly #only: string | null;
  readonly #hash: string;

  constructor(interchange: Interchange, options: TranslateOptions, only: string | null) {
    this.#interchange = interchange;
    this.#options = options;
    this.#only = only;
    this.#hash = hashOf(interchange.text);
  }

  /** Fills facts and held parts, or answers why nothing of it can be believed. */
  read(): readonly SyntaxFault[] {
    const { header, faults, groups } = this.#interchange;
    if (header === null) return faults;
    const strange = headerFaults(header, this.#options.profile);
    if (strange.length > 0) return [...strange, ...faults];
    const sentAt = this.#momentOf(header.date, header.time);
    if (sentAt === null)
      return [
        ...faults,
        {
          level: 'interchange',
          code: '014',
          place: 'ISA',
          message: 'ISA09 and ISA10 are no date and time',
        },
      ];
    const about = this.#saying(
      '',
      sentAt,
      new SetReader({ set: 'ISA', control: header.control }),
      `isa/${header.control}/${this.#hash.slice(0, 16)}`,
    );
    if (this.#only === null) this.#stateInterchange(about, header);
    if (faults.length > 0) {
      this.#hold(header.control, faults);
    } else {
      for (const segment of this.#interchange.acknowledgements)
        interchangeAnswerFacts(about, segment);
      for (const group of groups) this.#readGroup(group, header, sentAt);
    }
    // What is stated of the interchange itself only fails where no entity is configured.
    if (about.reader.faults.length > 0) return about.reader.faults;
    const document = { name: `about ${header.control}`, headers: {} };
    this.facts.unshift(...about.facts.map((fact) => ({ ...fact, document })));
    return [];
  }

  #readGroup(group: FunctionalGroup, header: InterchangeHeader, sentAt: string): void {
    const faults = [...group.faults, ...groupFaults(group, this.#options.profile)];
    const at = this.#momentOf(group.date, group.time) ?? sentAt;
    for (const set of group.sets) {
      const part = [header.control, group.control, set.control].map(shown).join('/');
      if (this.#only !== null && this.#only !== part && this.#only !== header.control) continue;
      this.#readSet(group, set, faults, header, at, part);
    }
  }

  #readSet(
    group: FunctionalGroup,
    set: TransactionSet,
    groupFaultsFound: readonly SyntaxFault[],
    header: InterchangeHeader,
    sentAt: string,
    part: string,
  ): void {
    const { profile } = this.#options;
    const { document, reader, faults } = readDocument(
      set,
      group.functionalId,
      new Set(profile.tolerated),
    );
    const syntax = [...groupFaultsFound, ...faults];
    if (isKnownSet(set.set) && !profile.receives.includes(set.set)) {
      const place = `${set.set} ${set.control}`;
      syntax.push({
        level: 'set',
        code: '1',
        place,
        message: `${set.set} was not agreed with this partner`,
      });
    }
    const read = reader.faults.length;
    const unique = profile.controlNumbers === 'unique' ? header.control : this.#hash.slice(0, 16);
    const saying = this.#saying(
      group.control,
      sentAt,
      reader,
      `x12/${unique}/${group.control}/${set.control}`,
    );
    if (document !== null) documentFacts(saying, document);
    const content = reader.faults.slice(read);
    const all = [...syntax, ...content];
    const own = { name: part, headers: { [PART_HEADER]: part } };
    if (all.length === 0) this.#say(saying, own);
    else this.#hold(part, all);
    // Answers are not answered, and no ledger is kept of them.
    if (group.functionalId !== 'FA') this.#stateDocument(group, set, sentAt, syntax, content);
  }

  #stateInterchange(saying: Saying, header: InterchangeHeader): void {
    const { faults, groups } = this.#interchange;
    const { acknowledge } = this.#options.profile;
    const [fault] = faults;
    saying.state(FACTS.interchangeReceived, IN_FRONT, {
      interchange: this.#number(header),
      system: this.#options.system,
      control: header.control,
      content: this.#hash,
      sentOn: `${header.date} ${header.time}`,
      ...(fault === undefined
        ? {}
        : {
            fault: {
              code: fault.code,
              text: `${fault.place}: ${fault.message}`.slice(0, LIMITS.noteLengthMax),
            },
          }),
      groups: groups.slice(0, LIMITS.linesMax).map((group) => ({
        functionalId: shown(group.functionalId),
        group: shown(group.control),
        version: shown(group.version),
        setsStated: /^\d{1,6}$/.test(group.setsStated) ? Number(group.setsStated) : 0,
        faults: [...group.faults, ...groupFaults(group, this.#options.profile)]
          .map(({ code }) => code)
          .slice(0, LIMITS.findingsMax),
      })),
      syntaxAnswer: acknowledge.syntax,
      contentAnswer: acknowledge.content,
    });
  }

  #stateDocument(
    group: FunctionalGroup,
    set: TransactionSet,
    sentAt: string,
    syntax: readonly SyntaxFault[],
    content: readonly SyntaxFault[],
  ): void {
    const all = [...syntax, ...content];
    const findings = all
      .slice(0, LIMITS.findingsMax)
      .map(({ level, code, message, segment, element }) => ({
        level: level === 'interchange' || level === 'group' ? 'set' : level,
        code,
        ...(segment === undefined ? {} : { segment: shown(segment.id), position: segment.number }),
        ...(element === undefined ? {} : { element }),
        text: printable(message).slice(0, LIMITS.noteLengthMax),
      }));
    const outcome = all.length === 0 ? 'taken' : 'held';
    const header = this.#interchange.header!;
    const mark = `${outcome}/${fingerprint(JSON.stringify(findings))}`;
    const id = `isa/${header.control}/${this.#hash.slice(0, 16)}/${group.control}/${set.control}/${mark}`;
    const saying = this.#saying(group.control, sentAt, new SetReader(set), id);
    saying.state(FACTS.documentReceived, IN_FRONT, {
      interchange: this.#number(header),
      content: this.#hash,
      group: shown(group.control),
      control: shown(set.control),
      set: shown(set.set),
      version: outcome === 'taken' ? 2 : 1,
      outcome,
      syntax: syntax.length === 0 ? 'accepted' : 'rejected',
      refused: content.some(({ code, unknown }) => code !== NO_PROCESS && unknown === undefined),
      findings,
    });
    // What we say of a document stands beside it, whether it came in or not.
    this.#say(saying, { name: `about ${group.control}/${set.control}`, headers: {} });
  }

  #say({ facts }: Saying, document: DocumentPart): void {
    this.facts.push(...facts.map((fact) => ({ ...fact, document })));
  }

  #number = (header: InterchangeHeader): string => `${this.#options.system}:${header.control}`;

  #saying(group: string, sentAt: string, reader: SetReader, id: string): Saying {
    return new Saying({ ...this.#options, group, sentAt, reader, id });
  }

  #hold(part: string, faults: readonly SyntaxFault[]): void {
    this.held.push({ headers: { [PART_HEADER]: part }, faults: faults.map(asFault) });
  }

  /** A date and time of the envelope as text of an instant, or `null` where it is none. */
  #momentOf(date: string, time: string): string | null {
    const [, years, month, day] = /^(\d{2}|\d{4})(\d{2})(\d{2})$/.exec(date) ?? [];
    const [, hour, minute] = /^(\d{2})(\d{2})\d{0,4}$/.exec(time) ?? [];
    if (years === undefined || hour === undefined) return null;
    const year = years.length === 2 ? `${Number(years) < 70 ? '20' : '19'}${years}` : years;
    try {
      return formatInstant(
        instantOfLocal(this.#options.profile.zone, `${year}-${month}-${day}T${hour}:${minute}:00`),
      );
    } catch {
      return null;
    }
  }
}

/** What is said of an envelope stands in front of every set. */
const IN_FRONT = { id: 'ISA', elements: [], number: 0, offset: 0 };

/** Control characters of a broken file must not stand in sentences. */
const printable = (text: string): string => text.replaceAll(/[\p{C}]/gu, '?');

/** An identifier of the file, as far as it can be shown. */
const shown = (text: string): string => {
  const clean = printable(text).trim().slice(0, LIMITS.identifierLengthMax).trim();
  return clean === '' ? '?' : clean;
};
