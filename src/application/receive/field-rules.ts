/** Who may state which member of a fact: ownership by field, on top of ownership by fact type. */
import { FACTS } from '../../canonical/catalogue.ts';
import { isEchoed } from '../../workflows/master-data/record-view.ts';
import type { RecordKind } from '../../workflows/master-data/policy.ts';

/** What the configuration says of one member of a fact type. */
export interface MemberRule {
  /** Systems that may state it, the first one first. */
  readonly owners: readonly string[];
  /** What becomes of a value from any other system. */
  readonly otherwise: 'refuse' | 'ignore';
}

/** Rules by fact type, then by member. */
export type FieldRules = ReadonlyMap<string, ReadonlyMap<string, MemberRule>>;

/** A member that was left out because its sender does not own it. */
export interface IgnoredMember {
  readonly type: string;
  readonly member: string;
  readonly source: string;
  /** The fact that said it. */
  readonly fact: string;
}

/** What may be let in of a content. */
export type Allowed =
  | { readonly kind: 'whole' }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'less'; readonly content: unknown; readonly ignored: readonly string[] };

const WHOLE: Allowed = { kind: 'whole' };

/** Facts whose words are weighed field by field later: nothing is left out of them here. */
const RECORDS: ReadonlyMap<string, RecordKind> = new Map([
  [FACTS.customerStated.type, 'customer'],
  [FACTS.itemStated.type, 'item'],
]);

/** Checks each member that has a rule. */
export function allowedOf(
  rules: FieldRules | undefined,
  source: string,
  type: string,
  content: unknown,
): Allowed {
  if (typeof content !== 'object' || content === null) return WHOLE;
  const kind = RECORDS.get(type);
  const members = content as Readonly<Record<string, unknown>>;
  if (kind !== undefined && members['system'] !== source) {
    const whose = String(members['system']);
    return { kind: 'refused', reason: `${source} may only state what it holds, not what ${whose} does` };
  }
  const ofType = rules?.get(type);
  if (ofType === undefined) return WHOLE;
  const ignored: string[] = [];
  for (const [member, { owners, otherwise }] of ofType) {
    if (members[member] === undefined || owners.includes(source)) continue;
    if (kind !== undefined && (otherwise === 'ignore' || isEchoed(kind, members['of'], member))) continue;
    if (otherwise === 'refuse') {
      const reason = `${source} may not say ${member} of ${type}; only ${owners.join(', ')} may`;
      return { kind: 'refused', reason };
    }
    ignored.push(member);
  }
  if (ignored.length === 0) return WHOLE;
  const left = Object.entries(members).filter(([member]) => !ignored.includes(member));
  return { kind: 'less', content: Object.fromEntries(left), ignored };
}
