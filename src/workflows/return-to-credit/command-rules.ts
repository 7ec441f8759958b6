import { COMMANDS } from '../../canonical/catalogue.ts';
import type { CommandRule } from '../../engine/definition.ts';
import { rule } from '../command-rule.ts';
import { REPORT_RULE } from './recovery.ts';
import { PLACE_RULE } from './replacement.ts';
import { POLICY_RULE } from '../policy-questions/question.ts';

/** What the commands of return-to-credit may do after the fact. Smaller priorities leave first. */
export const COMMAND_RULES: Readonly<Record<string, CommandRule>> = {
  [COMMANDS.decidePolicy.type]: POLICY_RULE,
  [COMMANDS.reportSupplierFault.type]: REPORT_RULE,
  [COMMANDS.placeReplacement.type]: PLACE_RULE,
  // An order that was called off by mistake is placed anew by people.
  [COMMANDS.withdrawReplacement.type]: rule('ignore', 'service', 2),
  [COMMANDS.authorizeReturn.type]: rule('adjust', 'service', 2),
  [COMMANDS.expectReturn.type]: rule('adjust', 'warehouse', 2),
  [COMMANDS.approveCredit.type]: rule('adjust', 'finance', 2),
  [COMMANDS.placeReturnedGoods.type]: rule('adjust', 'warehouse', 2),
  [COMMANDS.postCreditMemo.type]: {
    change: 'case',
    inverse: {
      kind: 'command',
      type: COMMANDS.reverseCreditMemo.type,
      content: (original) => {
        const { rma, credit } = original as { rma: string; credit: string };
        return { rma, credit, reason: 'The inspection no longer stands as it was credited.' };
      },
    },
    money: true,
    role: 'finance',
    priority: 1,
  },
  [COMMANDS.reverseCreditMemo.type]: rule('ignore', 'finance', 1),
  // Money that was paid back is not fetched again by a message.
  [COMMANDS.refundPayment.type]: {
    change: 'case',
    inverse: { kind: 'case' },
    money: true,
    role: 'finance',
    priority: 3,
  },
  [COMMANDS.settleCreditMemo.type]: {
    change: 'case',
    inverse: { kind: 'case' },
    money: true,
    role: 'finance',
    priority: 3,
  },
  // A later answer replaces the earlier one; it says so itself.
  [COMMANDS.sendReturnAnswer.type]: rule('adjust', 'service', 4),
  [COMMANDS.sendCreditDocument.type]: { ...rule('adjust', 'finance', 4), inverse: { kind: 'case' } },
  [COMMANDS.publishReturnStatus.type]: rule('adjust', 'service', 5),
};
