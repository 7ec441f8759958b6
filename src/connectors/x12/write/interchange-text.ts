/** Writes an interchange: fixed widths, counts and control numbers are its business alone. */
import type { PartnerProfile } from '../profile.ts';

/** Elements of one segment, its id first. */
export type WrittenSegment = readonly [id: string, ...elements: string[]];

export interface WrittenGroup {
  readonly functionalId: string;
  /** GS06; nine digits at most. */
  readonly control: number;
  readonly sets: readonly {
    readonly set: string;
    /** ST02. */
    readonly control: string;
    /** Without ST and SE. */
    readonly segments: readonly WrittenSegment[];
  }[];
}

export interface WrittenInterchange {
  /** ISA13. */
  readonly control: number;
  /** Moment of the partner's zone: YYYYMMDD and HHMM. */
  readonly date: string;
  readonly time: string;
  /** TA1. */
  readonly acknowledgements?: readonly WrittenSegment[];
  readonly groups: readonly WrittenGroup[];
}

/** A value cannot be written in these delimiters. */
export class UnwritableError extends Error {
  constructor(segment: WrittenSegment, value: string) {
    super(
      `${segment[0]} cannot hold ${JSON.stringify(value)}: a delimiter or a control character is in it`,
    );
    this.name = 'UnwritableError';
  }
}

/** ISA12 by version, and whether ISA11 is a delimiter. */
const STANDARD = {
  '004010': { isa12: '00401', repeats: false },
  '005010': { isa12: '00501', repeats: true },
} as const;

/** What ISA11 says where nothing repeats: the standard's own name. */
const NO_REPETITION = 'U';

/** The text of an interchange from us to the partner. */
export function writeInterchange(
  { us, partner, writes }: Pick<PartnerProfile, 'us' | 'partner' | 'writes'>,
  interchange: WrittenInterchange,
): string {
  const { delimiters, version, lineBreaks } = writes;
  const { element, component, repetition, segment: terminator } = delimiters;
  const { isa12, repeats } = STANDARD[version];
  const control = String(interchange.control).padStart(9, '0');
  const { date, time } = interchange;
  const isa: WrittenSegment = [
    'ISA',
    '00',
    ' '.repeat(10),
    '00',
    ' '.repeat(10),
    us.qualifier,
    us.id.padEnd(15),
    partner.qualifier,
    partner.id.padEnd(15),
    date.slice(2),
    time,
    repeats ? repetition : NO_REPETITION,
    isa12,
    control,
    '0',
    'P',
    component,
  ];
  const segments: WrittenSegment[] = [...(interchange.acknowledgements ?? [])];
  const [sender, receiver] = [us.group ?? us.id, partner.group ?? partner.id];
  for (const group of interchange.groups) {
    const number = String(group.control);
    segments.push(['GS', group.functionalId, sender, receiver, date, time, number, 'X', version]);
    for (const set of group.sets) {
      segments.push(['ST', set.set, set.control], ...set.segments);
      segments.push(['SE', String(set.segments.length + 2), set.control]);
    }
    segments.push(['GE', String(group.sets.length), number]);
  }
  segments.push(['IEA', String(interchange.groups.length), control]);
  const forbidden = [element, component, terminator, ...(repeats ? [repetition] : [])];
  const end = `${terminator}${lineBreaks ? '\n' : ''}`;
  const body = segments.map((segment) => lineOf(segment, element, forbidden) + end).join('');
  return isa.join(element) + end + body;
}

/** Elements at the end that say nothing are left out. */
function lineOf(segment: WrittenSegment, element: string, forbidden: readonly string[]): string {
  let length = segment.length;
  while (length > 1 && segment[length - 1] === '') length -= 1;
  const written = segment.slice(0, length);
  for (const value of written) {
    if (forbidden.some((mark) => value.includes(mark)) || CONTROL.test(value)) {
      throw new UnwritableError(segment, value);
    }
  }
  return written.join(element);
}

const CONTROL = /[\p{Cc}\p{Cs}]/u;

/** Text for people as it can be written: what would divide it becomes a blank. */
export function writableText(
  { writes }: Pick<PartnerProfile, 'writes'>,
  text: string,
  lengthMax: number,
): string {
  let clean = text.replaceAll(/[\p{Cc}\p{Cs}]/gu, ' ');
  for (const mark of Object.values(writes.delimiters)) clean = clean.replaceAll(mark, ' ');
  return clean.replaceAll(/ +/g, ' ').trim().slice(0, lengthMax).trim();
}
