/**
 * Which segments a set may have, in which loops. A layout is written as the guides draw it:
 *
 *     BEG! REF DTM N1( N2 N3 N4 ) | PO1!( PID SAC ) | CTT
 *
 * `!` is mandatory, parentheses hold what belongs to a segment, and `|` parts heading, detail and
 * summary, which come in this order. Within a part, order is free: partners differ there, and
 * nothing that we read depends on it.
 */
import {
  placeOf,
  type Segment,
  type SyntaxFault,
  type TransactionSet,
} from '../read/interchange.ts';

/** A segment with what belongs to it. */
export interface Node {
  readonly segment: Segment;
  readonly nodes: readonly Node[];
}

/** What may stand in a loop, by segment id. */
interface Member {
  readonly id: string;
  readonly mandatory: boolean;
  /** Heading, detail or summary, or several of them; zero in loops. */
  readonly parts: readonly number[];
  readonly members: ReadonlyMap<string, Member>;
}

/** How a set is built. */
export interface Layout {
  /** GS01 of the groups that hold it. */
  readonly functionalId: string;
  readonly members: ReadonlyMap<string, Member>;
}

/** Compiles a layout from its drawing. */
export function layout(functionalId: string, drawing: string): Layout {
  const words = drawing.match(/[A-Z0-9]+|[!()|]/g) ?? [];
  let at = 0;
  const members = (): ReadonlyMap<string, Member> => {
    const found = new Map<string, Member>();
    let part = 0;
    for (; at < words.length && words[at] !== ')';) {
      if (words[at] === '|') {
        part += 1;
        at += 1;
        continue;
      }
      const id = words[at]!;
      at += 1;
      const mandatory = words[at] === '!';
      if (mandatory) at += 1;
      let own: ReadonlyMap<string, Member> = NOTHING;
      if (words[at] === '(') {
        at += 1;
        own = members();
        at += 1;
      }
      const known = found.get(id);
      found.set(id, {
        id,
        mandatory: mandatory || known?.mandatory === true,
        parts: [...(known?.parts ?? []), part],
        members: own.size > 0 ? own : (known?.members ?? own),
      });
    }
    return found;
  };
  return { functionalId, members: members() };
}

const NOTHING: ReadonlyMap<string, Member> = new Map();

interface Level {
  readonly members: ReadonlyMap<string, Member>;
  readonly nodes: Node[];
  part: number;
}

/** Arranges the segments of a set by its layout, or says which do not fit and what is missing. */
export function arrange(
  { set, control, segments }: Pick<TransactionSet, 'set' | 'control' | 'segments'>,
  { members }: Layout,
  tolerated: ReadonlySet<string>,
): { readonly nodes: readonly Node[]; readonly faults: readonly SyntaxFault[] } {
  const faults: SyntaxFault[] = [];
  const owner = `${set} ${control}`;
  const root: Level = { members, nodes: [], part: 0 };
  const open: Level[] = [root];
  const say = (segment: Segment, code: string, message: string): void => {
    const { id, number } = segment;
    faults.push({
      level: 'segment',
      code,
      message,
      place: placeOf(owner, segment),
      segment: { id, number },
    });
  };
  for (const segment of segments) {
    let depth = open.length - 1;
    while (depth >= 0 && !open[depth]!.members.has(segment.id)) depth -= 1;
    if (depth < 0) {
      if (!tolerated.has(segment.id)) say(segment, '2', `${segment.id} is not expected in ${set}`);
      continue;
    }
    open.length = depth + 1;
    const level = open[depth]!;
    const member = level.members.get(segment.id)!;
    const part = member.parts.find((one) => one >= level.part);
    if (part === undefined) say(segment, '7', `${segment.id} comes too late in ${set}`);
    else level.part = part;
    const nodes: Node[] = [];
    level.nodes.push({ segment, nodes });
    if (member.members.size > 0) open.push({ members: member.members, nodes, part: 0 });
  }
  const last = segments.at(-1) ?? { id: 'ST', elements: [], number: 1, offset: 0 };
  requireAll(root.nodes, members, last, (segment, missing) => {
    say({ ...segment, id: missing }, '3', `${missing} is missing`);
  });
  return { nodes: root.nodes, faults };
}

function requireAll(
  nodes: readonly Node[],
  members: ReadonlyMap<string, Member>,
  near: Segment,
  say: (near: Segment, missing: string) => void,
): void {
  for (const { id, mandatory } of members.values()) {
    if (mandatory && !nodes.some(({ segment }) => segment.id === id)) say(near, id);
  }
  for (const { segment, nodes: inner } of nodes) {
    const member = members.get(segment.id);
    if (member !== undefined && member.members.size > 0)
      requireAll(inner, member.members, segment, say);
  }
}

/** The nodes of a segment id, in their order. */
export const nodesOf = (nodes: readonly Node[], id: string): readonly Node[] =>
  nodes.filter(({ segment }) => segment.id === id);

/** The first node of a segment id. */
export const nodeOf = (nodes: readonly Node[], id: string): Node | undefined =>
  nodes.find(({ segment }) => segment.id === id);
