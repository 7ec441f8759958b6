/**
 * The envelope gate: reads a file down to its segments and counts everything that the standard
 * has counted. It knows no set and no partner. What it lets through is whole; what it does not is
 * named with its place.
 */
import { ISA_LENGTH, readHeader } from './header.ts';
import {
  placeOf,
  type FunctionalGroup,
  type Interchange,
  type Segment,
  type SyntaxFault,
  type TransactionSet,
} from './interchange.ts';

/** Interchanges of one file: beyond this it is a flood. */
const INTERCHANGES_MAX = 1_000;

/** Reads every interchange of a text. */
export function readInterchanges(text: string): readonly Interchange[] {
  const interchanges: Interchange[] = [];
  let at = skipBlanks(text, 0);
  do {
    const reader = new EnvelopeReader(text, at);
    interchanges.push(reader.interchange());
    at = skipBlanks(text, reader.end);
  } while (at < text.length && interchanges.length < INTERCHANGES_MAX);
  return interchanges;
}

/** Partners break lines and indent after terminators; no segment begins with a blank. */
function skipBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charCodeAt(at) <= 32) at += 1;
  return at;
}

/** A group or set that is still open. */
type Open<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] };

class EnvelopeReader {
  /** Where the next interchange may begin. */
  end: number;
  readonly #text: string;
  readonly #from: number;
  readonly #faults: SyntaxFault[] = [];
  readonly #groups: Open<FunctionalGroup>[] = [];
  readonly #acknowledgements: Segment[] = [];
  #group: Open<FunctionalGroup> | null = null;
  #set: Open<TransactionSet> | null = null;
  #isClosed = false;
  /** Of the sets of the open group. */
  readonly #controls = new Set<string>();

  constructor(text: string, from: number) {
    this.#text = text;
    this.#from = from;
    this.end = text.length;
  }

  interchange(): Interchange {
    const { header, faults } = readHeader(this.#text, this.#from);
    this.#faults.push(...faults);
    if (header !== null && faults.length === 0) {
      const { element, segment } = header.delimiters;
      this.#readSegments(element, segment, header.control);
    }
    return {
      header,
      groups: this.#groups,
      acknowledgements: this.#acknowledgements,
      faults: this.#faults,
      text: this.#text.slice(this.#from, this.end),
    };
  }

  #readSegments(element: string, terminator: string, control: string): void {
    const text = this.#text;
    let at = this.#from + ISA_LENGTH;
    for (;;) {
      at = skipBlanks(text, at);
      if (at >= text.length) break;
      const found = text.indexOf(terminator, at);
      const stop = found < 0 ? text.length : found;
      const elements = text.slice(at, stop).split(element);
      const number = this.#set === null ? 0 : this.#set.segments.length + 2;
      const segment: Segment = { id: elements[0]!, elements, number, offset: at };
      if (found < 0 && segment.id !== 'IEA') {
        this.#say(
          segment,
          'interchange',
          '023',
          `breaks off within ${segment.id}: the file is truncated`,
        );
        return;
      }
      at = stop + 1;
      this.#take(segment, control);
      if (this.#isClosed) {
        this.end = at;
        return;
      }
    }
    const end: Segment = {
      id: 'the end of the file',
      elements: [],
      number: 0,
      offset: text.length,
    };
    this.#say(end, 'interchange', '023', 'the interchange is truncated: it has no IEA');
  }

  #take(segment: Segment, control: string): void {
    switch (segment.id) {
      case 'ISA':
        this.#say(
          segment,
          'interchange',
          '023',
          'another interchange begins before this one has ended',
        );
        break;
      case 'TA1':
        this.#acknowledgements.push(segment);
        break;
      case 'GS':
        this.#openGroup(segment);
        break;
      case 'GE':
        this.#closeGroup(segment);
        break;
      case 'ST':
        this.#openSet(segment);
        break;
      case 'SE':
        this.#closeSet(segment);
        break;
      case 'IEA':
        this.#close(segment, control);
        break;
      default:
        this.#enter(segment);
    }
  }

  #enter(segment: Segment): void {
    if (this.#set === null) {
      this.#say(
        segment,
        'interchange',
        '024',
        `${segment.id.slice(0, 3)} stands outside of any transaction set`,
      );
      return;
    }
    this.#set.segments.push(segment);
    if (!/^[A-Z][A-Z0-9]{1,2}$/.test(segment.id)) {
      const id = JSON.stringify(segment.id.slice(0, 20));
      this.#say(segment, 'segment', '1', `${id} is no segment`);
    }
  }

  #openGroup(segment: Segment): void {
    if (this.#group !== null)
      this.#say(segment, 'interchange', '024', 'a group begins before the last one has ended');
    const [
      ,
      functionalId = '',
      sender = '',
      receiver = '',
      date = '',
      time = '',
      number = '',
      ,
      version = '',
    ] = segment.elements.map((value) => value.trim());
    this.#group = {
      functionalId,
      sender,
      receiver,
      date,
      time,
      version,
      control: withoutZeros(number),
      sets: [],
      setsStated: '',
      faults: [],
    };
    this.#groups.push(this.#group);
    this.#controls.clear();
    if (!/^\d{1,9}$/.test(number))
      this.#say(segment, 'group', '6', `GS06 "${number}" is no control number`, 6, number);
    const twins = this.#groups.filter((group) => group.control === this.#group?.control);
    if (twins.length > 1) {
      this.#say(
        segment,
        'group',
        '6',
        `group control number ${number} stands twice in the interchange`,
        6,
        number,
      );
    }
    if (version === '') this.#say(segment, 'group', '2', 'GS08 does not say the version', 8);
  }

  #closeGroup(segment: Segment): void {
    if (this.#set !== null) {
      this.#say(segment, 'set', '2', `${this.#set.set} ${this.#set.control} has no SE`);
      this.#set = null;
    }
    if (this.#group === null) {
      this.#say(segment, 'interchange', '024', 'GE closes a group that was not opened');
      return;
    }
    const [, stated = '', number = ''] = segment.elements.map((value) => value.trim());
    const { control, sets } = this.#group;
    this.#group.setsStated = stated;
    if (Number(stated) !== sets.length || stated === '') {
      this.#say(
        segment,
        'group',
        '5',
        `GE01 states ${stated} sets; there are ${sets.length}`,
        1,
        stated,
      );
    }
    if (withoutZeros(number) !== control) {
      this.#say(segment, 'group', '4', `GE02 "${number}" is not GS06 "${control}"`, 2, number);
    }
    this.#group = null;
  }

  #openSet(segment: Segment): void {
    const [, set = '', control = '', version = ''] = segment.elements.map((value) => value.trim());
    if (this.#set !== null) {
      this.#say(segment, 'set', '2', `${this.#set.set} ${this.#set.control} has no SE`);
    }
    if (this.#group === null) {
      this.#say(segment, 'interchange', '024', `${set} ${control} stands outside of any group`);
      return;
    }
    this.#set = {
      set,
      control,
      segments: [],
      faults: [],
      version: version === '' ? this.#group.version : version,
    };
    this.#group.sets.push(this.#set);
    if (!/^[A-Za-z0-9]{4,9}$/.test(control)) {
      this.#say(
        segment,
        'set',
        '7',
        `ST02 "${control}" is no control number of four to nine characters`,
        2,
        control,
      );
    }
    if (this.#controls.has(control)) {
      this.#say(segment, 'set', '23', `ST02 "${control}" stands twice in the group`, 2, control);
    }
    this.#controls.add(control);
  }

  #closeSet(segment: Segment): void {
    if (this.#set === null) {
      this.#say(segment, 'interchange', '024', 'SE closes a set that was not opened');
      return;
    }
    const [, stated = '', control = ''] = segment.elements.map((value) => value.trim());
    const count = this.#set.segments.length + 2;
    if (Number(stated) !== count || stated === '') {
      this.#say(
        segment,
        'set',
        '4',
        `SE01 states ${stated} segments; there are ${count}`,
        1,
        stated,
      );
    }
    if (control !== this.#set.control) {
      this.#say(
        segment,
        'set',
        '3',
        `SE02 "${control}" is not ST02 "${this.#set.control}"`,
        2,
        control,
      );
    }
    this.#set = null;
  }

  #close(segment: Segment, control: string): void {
    if (this.#set !== null || this.#group !== null) {
      const open = this.#set === null ? 'group' : `${this.#set.set} ${this.#set.control}`;
      this.#say(segment, 'interchange', '024', `IEA comes before the end of ${open}`);
    }
    const [, stated = '', number = ''] = segment.elements.map((value) => value.trim());
    const count = this.#groups.length;
    if (Number(stated) !== count || stated === '') {
      this.#say(
        segment,
        'interchange',
        '021',
        `IEA01 states ${stated} groups; there are ${count}`,
        1,
        stated,
      );
    }
    if (number.padStart(9, '0') !== control || number === '') {
      this.#say(
        segment,
        'interchange',
        '001',
        `IEA02 "${number}" is not ISA13 "${control}"`,
        2,
        number,
      );
    }
    if (count === 0 && this.#acknowledgements.length === 0) {
      this.#say(segment, 'interchange', '024', 'the interchange is empty');
    }
    this.#isClosed = true;
  }

  /** A fault belongs to the innermost of what is open that its level names. */
  #say(
    segment: Segment,
    level: SyntaxFault['level'],
    code: string,
    message: string,
    element?: number,
    value?: string,
  ): void {
    const set = this.#set;
    const owner =
      set === null
        ? this.#group === null
          ? ''
          : `group ${this.#group.control}`
        : `${set.set} ${set.control}`;
    const fault: SyntaxFault = {
      level,
      code,
      message,
      place: placeOf(owner, segment, element),
      ...(level === 'segment' ? { segment: { id: segment.id, number: segment.number } } : {}),
      ...(element === undefined ? {} : { element }),
      ...(value === undefined ? {} : { value }),
    };
    if (level === 'interchange') this.#faults.push(fault);
    else if (level === 'group') (this.#group?.faults ?? this.#faults).push(fault);
    else (set?.faults ?? this.#group?.faults ?? this.#faults).push(fault);
  }
}

const withoutZeros = (number: string): string => number.replace(/^0+(?=\d)/, '');
