/** 997 and 999: whether we could read it; 824: whether we can use it; TA1: whether it was whole. */
import type { ContentOfFact } from '../../../canonical/catalogue.ts';
import type { acknowledgeInterchange } from '../../../canonical/document-commands.ts';
import type { SetId } from '../sets/document.ts';
import type { WrittenSegment } from './interchange-text.ts';
import type { Outgoing } from './outgoing.ts';

type Answer = ContentOfFact<typeof acknowledgeInterchange>;
type Group = Answer['groups'][number];
type AnsweredSet = Group['sets'][number];
type Finding = AnsweredSet['findings'][number];

/** One set of an answer, and the functional id of its group. */
export interface AnswerSet {
  readonly set: SetId;
  readonly functionalId: string;
  readonly segments: readonly WrittenSegment[];
}

/** Codes that AK5 and AK9 repeat at most. */
const CODES_MAX = 5;

/** Everything that an answer consists of: one 997 or 999 for each group, one 824 for each refused set. */
export function answerSets(outgoing: Outgoing, answer: Answer): readonly AnswerSet[] {
  const { syntaxAnswer, contentAnswer, groups } = answer;
  const sets: AnswerSet[] = [];
  if (syntaxAnswer !== 'none') {
    for (const group of groups) {
      sets.push({
        set: syntaxAnswer,
        functionalId: 'FA',
        segments: syntaxSegments(group, syntaxAnswer),
      });
    }
  }
  if (contentAnswer !== 'none') {
    for (const group of groups) {
      for (const set of group.sets) {
        if (!set.refused || set.syntax === 'rejected') continue;
        sets.push({
          set: contentAnswer,
          functionalId: 'AG',
          segments: contentSegments(outgoing, group, set),
        });
      }
    }
  }
  return sets;
}

/** TA1 for an interchange whose envelope is broken. */
export function interchangeAnswer({ control, sentOn, fault }: Answer): readonly WrittenSegment[] {
  if (fault === undefined) return [];
  const [date = '', time = ''] = sentOn.split(' ');
  return [['TA1', control, date, time, 'R', fault]];
}

function syntaxSegments(group: Group, kind: '997' | '999'): readonly WrittenSegment[] {
  const { sets, setsStated, faults } = group;
  const heading: WrittenSegment =
    kind === '999'
      ? ['AK1', group.functionalId, group.group, group.version]
      : ['AK1', group.functionalId, group.group];
  const accepted = sets.filter(({ syntax }) => syntax === 'accepted').length;
  const counts = [String(setsStated), String(sets.length)];
  // A group that cannot be relied on is refused as a whole: its sets are not spoken of.
  if (faults.length > 0) {
    return [heading, ['AK9', 'R', ...counts, '0', ...[...new Set(faults)].slice(0, CODES_MAX)]];
  }
  const verdict = accepted === sets.length ? 'A' : accepted === 0 ? 'R' : 'P';
  return [
    heading,
    ...sets.flatMap((set) => setSegments(set, kind)),
    ['AK9', verdict, ...counts, String(accepted)],
  ];
}

function setSegments(set: AnsweredSet, kind: '997' | '999'): readonly WrittenSegment[] {
  const [segmentId, elementId, verdictId] =
    kind === '997' ? (['AK3', 'AK4', 'AK5'] as const) : (['IK3', 'IK4', 'IK5'] as const);
  const named: WrittenSegment = ['AK2', set.set, set.control];
  if (set.syntax === 'accepted') return [named, [verdictId, 'A']];
  const found = set.findings.filter(({ level }) => level === 'segment' || level === 'element');
  const places = new Map<string, Finding[]>();
  for (const finding of found) {
    const place = `${finding.segment ?? ''} ${finding.position ?? 0}`;
    places.set(place, [...(places.get(place) ?? []), finding]);
  }
  const details = [...places.values()].flatMap((findings): WrittenSegment[] => {
    const [{ segment = '', position = 0, level, code }] = findings as [Finding];
    const elements = findings.filter((finding) => finding.level === 'element');
    return [
      // 8: the segment has faults in its elements.
      [segmentId, segment, String(position), '', level === 'element' ? '8' : code],
      ...elements.map((finding): WrittenSegment => [
        elementId,
        String(finding.element ?? 1),
        '',
        finding.code,
      ]),
    ];
  });
  const codes = set.findings.filter(({ level }) => level === 'set').map(({ code }) => code);
  // 5: one or more segments are wrong.
  const all = [...new Set([...codes, ...(found.length > 0 ? ['5'] : [])])].slice(0, CODES_MAX);
  return [named, ...details, [verdictId, 'R', ...all]];
}

/** Longest text of TED02. */
export const REASON_LENGTH_MAX = 60;
/** TED01: none of the listed reasons. */
export const OTHER_REASON = '024';

function contentSegments(
  outgoing: Outgoing,
  group: Group,
  set: AnsweredSet,
): readonly WrittenSegment[] {
  const { assignedAt, number } = outgoing.given;
  return [
    ['BGN', '00', String(number), outgoing.day(assignedAt), outgoing.clock(assignedAt)],
    ['OTI', 'TR', 'TN', set.control, '', '', '', '', group.group, set.control, set.set],
    ...set.findings
      .filter(({ level }) => level === 'application')
      .map((finding): WrittenSegment => [
        'TED',
        OTHER_REASON,
        outgoing.text(finding.text, REASON_LENGTH_MAX),
        finding.segment ?? '',
        ...(finding.position === undefined ? [] : [String(finding.position)]),
      ]),
  ];
}
