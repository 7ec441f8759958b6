/** Reads the elements of a set as what they are, and collects everything that is wrong with them. */
import type { UnknownCode } from '../../../application/ports/code-book.ts';
import { parseDecimal } from '../../../kernel/decimal.ts';
import { parseLocalDate, type LocalDate } from '../../../kernel/instant.ts';
import {
  placeOf,
  type Segment,
  type SyntaxFault,
  type TransactionSet,
} from '../read/interchange.ts';
import type { Node } from './layout.ts';

/** Decimals of numbers that we keep exactly: more than any quantity, price or amount has. */
export const NUMBER_SCALE = 8;

/** A number that was read, at that scale; what is none was named where it was read. */
export function scaledOf(text: string): bigint {
  const parsed = parseDecimal(text, NUMBER_SCALE);
  return parsed.ok ? parsed.value : 0n;
}

/** Code of the fault of something right that no process takes yet: the partner need not hear of it. */
export const NO_PROCESS = 'no-process';

/** A party of a document. */
export interface Party {
  /** N101, for example `ST`. */
  readonly role: string;
  readonly name: string;
  readonly qualifier: string;
  /** N104. */
  readonly id: string;
  readonly street: readonly string[];
  readonly city: string;
  readonly state: string;
  readonly postalCode: string;
  readonly country: string;
}

/** A qualified value: REF, N9, DTM, G62. */
export interface Qualified {
  readonly qualifier: string;
  readonly value: string;
  readonly text: string;
}

export class SetReader {
  readonly faults: SyntaxFault[] = [];
  readonly #owner: string;

  constructor({ set, control }: Pick<TransactionSet, 'set' | 'control'>) {
    this.#owner = `${set} ${control}`;
  }

  /** An element without outer blanks; empty where it is not sent. */
  text(segment: Segment, element: number): string {
    return segment.elements[element]?.trim() ?? '';
  }

  /** An element of the first segment of that id among some nodes; empty where there is none. */
  textIn(nodes: readonly Node[], id: string, element: number): string {
    const segment = nodes.find((node) => node.segment.id === id)?.segment;
    return segment === undefined ? '' : this.text(segment, element);
  }

  /** An element that must be there. */
  needed(segment: Segment, element: number, what: string): string {
    const value = this.text(segment, element);
    if (value === '')
      this.say(segment, element, '1', `${nameOf(segment, element)} (${what}) is missing`);
    return value;
  }

  /** A decimal number as canonical text, or `null` where it is not sent. */
  number(segment: Segment, element: number): string | null {
    const value = this.text(segment, element);
    if (value === '') return null;
    const plain = value.replace(/^(-?)\./, '$10.').replace(/\.$/, '');
    if (parseDecimal(plain, NUMBER_SCALE).ok) return plain;
    this.say(segment, element, '6', `${nameOf(segment, element)} "${value}" is no number`, value);
    return null;
  }

  neededNumber(segment: Segment, element: number, what: string): string {
    this.needed(segment, element, what);
    return this.number(segment, element) ?? '0';
  }

  /** A date: YYYYMMDD, or YYMMDD of the years 1970 to 2069. */
  date(segment: Segment, element: number): LocalDate | null {
    const value = this.text(segment, element);
    if (value === '') return null;
    const [, years, month, day] = /^(\d{2}|\d{4})(\d{2})(\d{2})$/.exec(value) ?? [];
    const year = years?.length === 2 ? `${Number(years) < 70 ? '20' : '19'}${years}` : years;
    const parsed = parseLocalDate(`${year}-${month}-${day}`);
    if (parsed.ok) return parsed.value;
    this.say(segment, element, '8', `${nameOf(segment, element)} "${value}" is no date`, value);
    return null;
  }

  neededDate(segment: Segment, element: number, what: string): LocalDate {
    this.needed(segment, element, what);
    return this.date(segment, element) ?? ('1970-01-01' as LocalDate);
  }

  /** A time of day as HH:MM:SS; midnight where none is sent. */
  time(segment: Segment, element: number): string {
    const value = this.text(segment, element);
    if (value === '') return '00:00:00';
    const [, hour, minute, second = '00'] =
      /^([01]\d|2[0-3])([0-5]\d)([0-5]\d)?\d{0,2}$/.exec(value) ?? [];
    if (hour !== undefined) return `${hour}:${minute}:${second}`;
    this.say(segment, element, '9', `${nameOf(segment, element)} "${value}" is no time`, value);
    return '00:00:00';
  }

  /** Pairs of qualifier and id from an element on, by qualifier; the first of a kind counts. */
  ids(segment: Segment, from: number): ReadonlyMap<string, string> {
    const found = new Map<string, string>();
    for (let at = from; at + 1 < segment.elements.length; at += 2) {
      const [qualifier, id] = [this.text(segment, at), this.text(segment, at + 1)];
      if (qualifier !== '' && id !== '' && !found.has(qualifier)) found.set(qualifier, id);
    }
    return found;
  }

  /** Every party of some nodes. */
  parties(nodes: readonly Node[]): readonly Party[] {
    return nodes
      .filter(({ segment }) => segment.id === 'N1')
      .map(({ segment, nodes: inner }) => {
        const street = inner.filter((node) => node.segment.id === 'N3');
        const town = inner.find((node) => node.segment.id === 'N4')?.segment;
        const of = (element: number): string =>
          town === undefined ? '' : this.text(town, element);
        return {
          role: this.text(segment, 1),
          name: this.text(segment, 2),
          qualifier: this.text(segment, 3),
          id: this.text(segment, 4),
          street: street.flatMap(({ segment: line }) =>
            [this.text(line, 1), this.text(line, 2)].filter((text) => text !== ''),
          ),
          city: of(1),
          state: of(2),
          postalCode: of(3),
          country: of(4),
        };
      });
  }

  /** Every REF or N9 of some nodes. */
  references(nodes: readonly Node[]): readonly Qualified[] {
    return this.#qualified(nodes, ['REF', 'N9']);
  }

  /** Every DTM or G62 of some nodes; the value is the date as it is written. */
  dates(nodes: readonly Node[]): readonly Qualified[] {
    return this.#qualified(nodes, ['DTM', 'G62']);
  }

  /** The date of the first DTM or G62 whose qualifier is one of those given, in their order. */
  dateOf(nodes: readonly Node[], ...qualifiers: readonly string[]): LocalDate | null {
    for (const qualifier of qualifiers) {
      for (const { segment } of nodes) {
        if (segment.id !== 'DTM' && segment.id !== 'G62') continue;
        if (this.text(segment, 1) === qualifier) return this.date(segment, 2);
      }
    }
    return null;
  }

  say(segment: Segment, element: number, code: string, message: string, value?: string): void {
    this.faults.push({
      level: 'element',
      code,
      message,
      element,
      place: placeOf(this.#owner, segment, element),
      segment: { id: segment.id, number: segment.number },
      ...(value === undefined ? {} : { value }),
    });
  }

  /** It is right, and nobody can use it yet: it is kept until somebody can. */
  lack(segment: Segment, message: string): void {
    this.faults.push({
      level: 'application',
      code: NO_PROCESS,
      message,
      place: placeOf(this.#owner, segment),
      segment: { id: segment.id, number: segment.number },
    });
  }

  /** It is right by the standard, and still cannot be used. */
  object(segment: Segment, message: string, unknown?: UnknownCode): void {
    this.faults.push({
      level: 'application',
      code: '',
      message,
      place: placeOf(this.#owner, segment),
      segment: { id: segment.id, number: segment.number },
      ...(unknown === undefined ? {} : { unknown, value: unknown.code }),
    });
  }

  #qualified(nodes: readonly Node[], ids: readonly string[]): readonly Qualified[] {
    return nodes
      .filter(({ segment }) => ids.includes(segment.id))
      .map(({ segment }) => ({
        qualifier: this.text(segment, 1),
        value: this.text(segment, 2),
        text: this.text(segment, 3),
      }));
  }
}

/** `PO102`, as the guides say it. */
export const nameOf = ({ id }: Segment, element: number): string =>
  `${id}${String(element).padStart(2, '0')}`;
