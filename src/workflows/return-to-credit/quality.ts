/** Inspected goods that quality must let go before they are sold again. */
import type { ExceptionCase } from '../../engine/judgement.ts';
import { formatQuantity } from '../../kernel/quantity.ts';
import { accepts } from '../decisions.ts';
import type { Approved, Assessment } from './credits.ts';
import type { InspectedPart, ReturnView } from './return-view.ts';

const PREFIX = 'quality-release:';

/** Names a part of an inspection, and the decision by which it waits. */
const releaseCase = (inspection: string, part: number, decision: number): string =>
  `${PREFIX}${inspection}:${part}:${decision}`;

/** What quality said of a part: how often it let it go, and whether it turned it down. */
export interface QualityWord {
  readonly releases: number;
  readonly isRejected: boolean;
}

/** Whoever lets a part go again after it was held anew asks anew: each word counts. */
export function qualityWord(
  decisions: ReadonlyMap<string, string>,
  inspection: string,
  part: number,
): QualityWord {
  const prefix = `${PREFIX}${inspection}:${part}:`;
  const said = [...decisions].filter(([id]) => id.startsWith(prefix)).map(([, verdict]) => verdict);
  return {
    releases: said.filter((verdict) => accepts(verdict)).length,
    isRejected: said.includes('reject'),
  };
}

type ApprovedPart = Approved['parts'][number];

/** Where a part goes: as a policy says, unless quality turned it down. */
export const destinationOf = (
  { part, to }: ApprovedPart,
  goods: InspectedPart | undefined,
): ApprovedPart['to'] =>
  to === 'quarantine' && goods?.part === part && goods.quality.isRejected ? 'scrap' : to;

const WHY: Readonly<Record<string, string>> = {
  'chain-broken': 'nobody attests how it was kept',
  'not-ours': 'it did not leave with this order, or not so much of it',
  unstated: 'nobody stated its lot',
  'short-dated': 'too little of its life is left',
};

/** Parts in quarantine that quality may let go. */
export function releaseCases({ excess }: ReturnView, assessments: readonly Assessment[]): ExceptionCase[] {
  return assessments.flatMap(({ inspection, seen, approved, isAnswered }) => {
    if (seen === undefined || approved === undefined || !isAnswered) return [];
    return approved.value.parts
      .filter(({ to, qualityRelease }) => to === 'quarantine' && qualityRelease === true)
      .flatMap(({ part, quantity, restockFault }) => {
        const goods = seen.parts.find((row) => row.part === part);
        if (goods === undefined || goods.quality.isRejected) return [];
        // First somebody says whose the goods are.
        if (excess.some(({ line, verdict }) => line === goods.line && verdict === undefined)) return [];
        const lot = goods.lot === undefined ? '' : `, lot ${goods.lot}`;
        const why = restockFault === undefined ? 'a policy says so' : (WHY[restockFault] ?? restockFault);
        return [
          {
            id: releaseCase(inspection, part, approved.version),
            kind: 'quality-release',
            text: `${formatQuantity(quantity)} of ${goods.item}${lot} waits for quality: ${why}`,
            role: 'quality',
            exposure: null,
            playbook:
              'Accept to attest that it was kept as it must be: it is judged anew by its lot and its ' +
              'grade. Reject to have it scrapped. A lot that is held must be released first.',
          },
        ];
      });
  });
}
