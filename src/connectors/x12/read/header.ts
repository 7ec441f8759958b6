/** The ISA segment: the only part of X12 with fixed widths, and the one that names all delimiters. */
import type { Delimiters, InterchangeHeader, SyntaxFault } from './interchange.ts';

/** Characters of an ISA segment, its terminator included. */
export const ISA_LENGTH = 106;

/** Widths of ISA01 to ISA16. */
const WIDTHS = [2, 10, 2, 10, 2, 15, 2, 15, 6, 4, 1, 5, 9, 1, 1, 1];

/** Delimiters may be anything that cannot be part of data that people write. */
const DATA = /[A-Za-z0-9 ]/;

/** Reads an ISA, or says what is wrong with it. */
export function readHeader(
  text: string,
  from: number,
): { readonly header: InterchangeHeader | null; readonly faults: readonly SyntaxFault[] } {
  const faults: SyntaxFault[] = [];
  const say = (code: string, message: string, element?: number, value?: string): void => {
    faults.push({
      level: 'interchange',
      code,
      message,
      place: `ISA (character ${from})${element === undefined ? '' : `, element ${element}`}`,
      ...(element === undefined ? {} : { element }),
      ...(value === undefined ? {} : { value }),
    });
  };
  if (!text.startsWith('ISA', from)) {
    say(
      '024',
      `is no X12: it begins with ${JSON.stringify(text.slice(from, from + 12))} instead of ISA`,
    );
    return { header: null, faults };
  }
  if (text.length - from < ISA_LENGTH) {
    say('024', `ISA has ${text.length - from} characters, ${ISA_LENGTH} are needed`);
    return { header: null, faults };
  }
  const element = text.charAt(from + 3);
  const values: string[] = [];
  let at = from + 4;
  for (const [index, width] of WIDTHS.entries()) {
    const value = text.slice(at, at + width);
    const isLast = index === WIDTHS.length - 1;
    if (text.charAt(at - 1) !== element || (!isLast && value.includes(element))) {
      say(
        '024',
        `ISA${two(index + 1)} is not ${width} characters wide: ISA has ${ISA_LENGTH} exactly`,
        index + 1,
      );
      return { header: null, faults };
    }
    values.push(value);
    at += width + 1;
  }
  const [
    ,
    ,
    ,
    ,
    senderQualifier,
    sender,
    receiverQualifier,
    receiver,
    date,
    time,
    standard,
    version,
  ] = values as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  const [, , , , , , , , , , , , control, requested, usage, component] = values as [
    ...string[],
  ] as string[];
  const repetition = DATA.test(standard) ? null : standard;
  const delimiters: Delimiters = {
    element,
    component: component!,
    repetition,
    segment: text.charAt(from + ISA_LENGTH - 1),
  };
  checkDelimiters(delimiters, say);
  if (!/^\d{5}$/.test(version)) say('017', `ISA12 "${version}" is no version`, 12, version);
  if (!/^\d{9}$/.test(control!)) say('018', `ISA13 "${control}" is not nine digits`, 13, control);
  if (!/^\d{6}$/.test(date)) say('014', `ISA09 "${date}" is no date`, 9, date);
  if (!/^\d{4}$/.test(time)) say('015', `ISA10 "${time}" is no time`, 10, time);
  if (!/^[01 ]$/.test(requested!))
    say('019', `ISA14 "${requested}" is neither 0 nor 1`, 14, requested);
  if (!/^[PTI]$/.test(usage!)) say('020', `ISA15 "${usage}" is neither P, T nor I`, 15, usage);
  return {
    faults,
    header: {
      delimiters,
      senderQualifier,
      receiverQualifier,
      date,
      time,
      version,
      sender: sender.trim(),
      receiver: receiver.trim(),
      control: control!,
      usage: usage!,
      acknowledgementRequested: requested === '1',
    },
  };
}

function checkDelimiters(
  { element, component, repetition, segment }: Delimiters,
  say: (code: string, message: string, element?: number) => void,
): void {
  if (DATA.test(element)) say('026', `"${element}" cannot divide elements`);
  if (DATA.test(component) || component === element) {
    say('027', `"${component}" cannot divide components`, 16);
  }
  if (DATA.test(segment) || segment === element || segment === component) {
    say('004', `${JSON.stringify(segment)} cannot end segments`);
  }
  if (repetition !== null && [element, component, segment].includes(repetition)) {
    say('026', `"${repetition}" cannot divide repetitions: it has another meaning already`, 11);
  }
}

const two = (number: number): string => String(number).padStart(2, '0');
