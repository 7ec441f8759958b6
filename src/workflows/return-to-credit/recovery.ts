/** What a return hands over to supplier recovery: one claim for each inspected part that is his fault. */
import { COMMANDS } from '../../canonical/catalogue.ts';
import { OWN_SYSTEM } from '../../canonical/own-system.ts';
import type { CommandRule } from '../../engine/definition.ts';
import { rule } from '../command-rule.ts';
import type { Wanted } from '../../engine/judgement.ts';
import { fingerprint } from '../../kernel/fingerprint.ts';
import { formatQuantity } from '../../kernel/quantity.ts';
import type { ReturnView } from './return-view.ts';


/** Number of the claim of a part: short, and the same whoever works it out. */
export const claimOf = (rma: string, inspection: string, part: number): string =>
  `CLM-${fingerprint(`${rma}|${inspection}|${part}`).toUpperCase()}`;

/**
 * A later inspection restates the claim. One that finds another at fault takes it back: the claim learns
 * that nobody knows whose fault it is, and asks the policy anew.
 */
export const REPORT_RULE: CommandRule = {
  ...rule('adjust', 'procurement', 3),
  inverse: {
    kind: 'command',
    type: COMMANDS.reportSupplierFault.type,
    content: (original) => {
      const report = original as { readonly version: number };
      return { ...report, version: report.version + 1, faultOf: 'seller' };
    },
  },
};

export function faultReports(view: ReturnView, rma: string): readonly Wanted[] {
  return view.inspections.flatMap(({ value, version, receipt, parts, disputed }) =>
    parts
      .filter(
        // What goes back to the customer is nothing to claim for.
        ({ line, found }) =>
          line !== undefined && found.faultOf === 'supplier' && receipt !== undefined,
      )
      .map(({ part, seenAs, item, lot, quantity, found }): Wanted => {
        const claim = claimOf(rma, value.inspection, part);
        const { site } = receipt!.value;
        const goods = [item, lot ?? '', formatQuantity(quantity), found.grade, site];
        const code = value.lines.find((line) => line.part === seenAs)?.damageCode;
        return {
          id: `report-fault:${value.inspection}:${part}`,
          type: COMMANDS.reportSupplierFault.type,
          system: OWN_SYSTEM,
          fingerprint: fingerprint([String(version), ...goods].join('|')),
          gates: [],
          disputed: disputed || receipt!.disputed,
          content: () => ({
            claim,
            version,
            rma,
            inspection: value.inspection,
            part,
            receipt: receipt!.value.receipt,
            site,
            item,
            ...(lot === undefined ? {} : { lot }),
            quantity,
            grade: found.grade,
            faultOf: found.faultOf,
            ...(code === undefined ? {} : { damageCode: code }),
            foundAt: value.inspectedAt,
          }),
        };
      }),
  );
}
