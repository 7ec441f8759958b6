/** 997 and 999: what a partner says of the syntax of what we sent; 824: what he says of its content. */
import type { Segment } from '../read/interchange.ts';
import { nodeOf, nodesOf, type Node } from './layout.ts';
import type { SetReader } from './set-reader.ts';

/** What a partner says of one set of ours. */
export interface SetVerdict {
  readonly segment: Segment;
  readonly set: string;
  readonly control: string;
  /** AK501, IK501: A accepted, E with errors, R rejected, M, W, X rejected for security. */
  readonly verdict: string;
  /** His findings as sentences. */
  readonly findings: readonly string[];
}

export interface FunctionalAcknowledgement {
  readonly set: '997' | '999';
  readonly segment: Segment;
  readonly functionalId: string;
  readonly group: string;
  /** AK901: A, E, P partly, R. */
  readonly verdict: string;
  readonly sets: readonly SetVerdict[];
}

export interface ApplicationAdvice {
  readonly set: '824';
  readonly segment: Segment;
  readonly number: string;
  readonly verdicts: readonly {
    readonly segment: Segment;
    /** OTI01: TA accepted, TC with change, TE with error, TR rejected … */
    readonly verdict: string;
    readonly qualifier: string;
    readonly reference: string;
    readonly group: string;
    readonly control: string;
    readonly set: string;
    readonly findings: readonly string[];
  }[];
}

export function functionalAcknowledgement(
  reader: SetReader,
  nodes: readonly Node[],
  set: '997' | '999',
): FunctionalAcknowledgement {
  const { segment } = nodeOf(nodes, 'AK1')!;
  const [segmentFault, elementFault, verdict] =
    set === '997' ? (['AK3', 'AK4', 'AK5'] as const) : (['IK3', 'IK4', 'IK5'] as const);
  return {
    set,
    segment,
    functionalId: reader.needed(segment, 1, 'functional id'),
    group: reader.needed(segment, 2, 'control number of the group').replace(/^0+(?=\d)/, ''),
    verdict: reader.needed(nodeOf(nodes, 'AK9')!.segment, 1, 'verdict'),
    sets: nodesOf(nodes, 'AK2').map(({ segment: named, nodes: inner }) => {
      const judged = nodeOf(inner, verdict)!.segment;
      return {
        segment: named,
        set: reader.needed(named, 1, 'set'),
        control: reader.needed(named, 2, 'control number of the set'),
        verdict: reader.needed(judged, 1, 'verdict'),
        findings: [
          ...nodesOf(inner, segmentFault).flatMap((node) => findingsOf(reader, node, elementFault)),
          ...[2, 3, 4, 5, 6]
            .map((at) => reader.text(judged, at))
            .filter((code) => code !== '')
            .map((code) => `set: code ${code}`),
        ],
      };
    }),
  };
}

function findingsOf(
  reader: SetReader,
  { segment, nodes }: Node,
  elementFault: string,
): readonly string[] {
  const where = `segment ${reader.text(segment, 2)} ${reader.text(segment, 1)}`;
  const code = reader.text(segment, 4);
  const elements = nodesOf(nodes, elementFault).map(({ segment: element }) => {
    const value = reader.text(element, 4);
    const shown = value === '' ? '' : ` (${value})`;
    return `${where}, element ${reader.text(element, 1)}: code ${reader.text(element, 3)}${shown}`;
  });
  return elements.length > 0 ? elements : [`${where}: code ${code}`];
}

export function applicationAdvice(reader: SetReader, nodes: readonly Node[]): ApplicationAdvice {
  const { segment } = nodeOf(nodes, 'BGN')!;
  return {
    set: '824',
    segment,
    number: reader.needed(segment, 2, 'number'),
    verdicts: nodesOf(nodes, 'OTI').map(({ segment: judged, nodes: inner }) => ({
      segment: judged,
      verdict: reader.needed(judged, 1, 'verdict'),
      qualifier: reader.text(judged, 2),
      reference: reader.text(judged, 3),
      group: reader.text(judged, 8).replace(/^0+(?=\d)/, ''),
      control: reader.text(judged, 9),
      set: reader.text(judged, 10),
      findings: nodesOf(inner, 'TED').map(({ segment: error }) => {
        const [code, text, where] = [1, 2, 3].map((at) => reader.text(error, at));
        return `${where === '' ? '' : `${where}: `}${text === '' ? `code ${code}` : text}`;
      }),
    })),
  };
}
