import type { Proposal } from '../application/access/proposals.ts';
import { timeOrNull } from '../application/query/command-answer.ts';
import { formatInstant } from '../kernel/instant.ts';

/** A proposal as the API shows it. */
export const proposalAnswer = (proposal: Proposal) => ({
  id: `prp_${proposal.id}`,
  operation: proposal.operation,
  params: proposal.params,
  body: proposal.body,
  madeBy: proposal.by.actor,
  madeAt: formatInstant(proposal.madeAt),
  reason: proposal.reason,
  state: proposal.state,
  decidedBy: proposal.decidedBy,
  decidedAt: timeOrNull(proposal.decidedAt),
  decisionReason: proposal.decisionReason,
  answerStatus: proposal.answerStatus,
});
