/**
 * An X12 file as its envelope divides it: interchanges, functional groups, transaction sets,
 * segments. Every segment knows where it stands, and so does everything that is wrong with it.
 */
import type { UnknownCode } from '../../../application/ports/code-book.ts';

/** The characters that divide a file; an interchange says its own in its first 106 characters. */
export interface Delimiters {
  readonly element: string;
  readonly component: string;
  /** None before version 00402. */
  readonly repetition: string | null;
  readonly segment: string;
}

/** One segment with its elements. */
export interface Segment {
  readonly id: string;
  /** By number: `elements[1]` is the first, `elements[0]` the id. */
  readonly elements: readonly string[];
  /** Number in its set, counted from ST as 1; in front of a set 0. */
  readonly number: number;
  /** Where it begins in the file, in characters from 0. */
  readonly offset: number;
}

/** How far up a fault reaches, by which segment of an answer speaks of it. */
export type FaultLevel = 'interchange' | 'group' | 'set' | 'segment' | 'element' | 'application';

/** One thing that is wrong with a file. */
export interface SyntaxFault {
  readonly level: FaultLevel;
  /** Code of the standard's list of that level: TA105, AK905, AK502, AK304, AK403. */
  readonly code: string;
  readonly message: string;
  /** Position in words: `850 0001, segment 12 PO1 (character 734), element 2`. */
  readonly place: string;
  readonly segment?: { readonly id: string; readonly number: number };
  readonly element?: number;
  readonly value?: string;
  /** A code that nobody has mapped yet. */
  readonly unknown?: UnknownCode;
}

/** A transaction set as it came. */
export interface TransactionSet {
  /** ST01. */
  readonly set: string;
  /** ST02. */
  readonly control: string;
  /** GS08, or ST03 where it says it itself. */
  readonly version: string;
  /** Between ST and SE, both left out. */
  readonly segments: readonly Segment[];
  readonly faults: readonly SyntaxFault[];
}

export interface FunctionalGroup {
  /** GS01. */
  readonly functionalId: string;
  /** GS06, without leading zeros. */
  readonly control: string;
  readonly version: string;
  readonly sender: string;
  readonly receiver: string;
  /** GS04 and GS05. */
  readonly date: string;
  readonly time: string;
  readonly sets: readonly TransactionSet[];
  /** GE01, how many sets its sender says that it has. */
  readonly setsStated: string;
  readonly faults: readonly SyntaxFault[];
}

/** What an interchange says of itself in its ISA. */
export interface InterchangeHeader {
  readonly delimiters: Delimiters;
  readonly senderQualifier: string;
  readonly sender: string;
  readonly receiverQualifier: string;
  readonly receiver: string;
  readonly date: string;
  readonly time: string;
  /** ISA12, for example `00401`. */
  readonly version: string;
  /** ISA13, nine digits. */
  readonly control: string;
  readonly usage: string;
  readonly acknowledgementRequested: boolean;
}

export interface Interchange {
  /** `null` where not even the ISA can be read. */
  readonly header: InterchangeHeader | null;
  readonly groups: readonly FunctionalGroup[];
  /** Acknowledgements of interchanges of ours. */
  readonly acknowledgements: readonly Segment[];
  /** Of the envelope: nothing of the interchange may be used. */
  readonly faults: readonly SyntaxFault[];
  /** Its text, from ISA to the end of IEA. */
  readonly text: string;
}

/** Every fault of an interchange, from the outside in. */
export function allFaults(interchange: Interchange): readonly SyntaxFault[] {
  return [
    ...interchange.faults,
    ...interchange.groups.flatMap((group) => [
      ...group.faults,
      ...group.sets.flatMap(({ faults }) => faults),
    ]),
  ];
}

/** Where a segment stands, for people who look for it in a file. */
export const placeOf = (
  owner: string,
  { id, number, offset }: Segment,
  element?: number,
): string => {
  const within = number === 0 ? id : `segment ${number} ${id}`;
  const at = `${owner === '' ? '' : `${owner}, `}${within} (character ${offset})`;
  return element === undefined ? at : `${at}, element ${element}`;
};
