/** What the operations are about, and whose people answer for them unless an operation names others. */
import type { Operation } from './operation.ts';

/** A role of the house, by the word that its queue of exception cases has. */
export type Owner = 'service' | 'warehouse' | 'quality' | 'finance' | 'procurement' | 'integration';

interface Tag {
  readonly owner: Owner;
  readonly about: string;
}

export const TAGS: Readonly<Record<string, Tag>> = {
  Facts: { owner: 'integration', about: 'What systems say happened: in as CloudEvents, out as a feed.' },
  'Sales orders': { owner: 'service', about: 'Place, amend, cancel, look into, explain.' },
  Returns: { owner: 'service', about: 'Inquire, request, call off, look into, explain.' },
  Stock: { owner: 'warehouse', about: 'Positions, what can be promised, reservations, movements.' },
  Cases: { owner: 'service', about: 'What needs a person, and what the person decides.' },
  Commands: { owner: 'integration', about: 'What systems were told to do, and whether they did.' },
  Codes: { owner: 'integration', about: "What systems' codes and units mean." },
  Records: { owner: 'integration', about: 'Customers and items, as each system holds them.' },
  Drift: { owner: 'integration', about: "What vendors' messages look like, and what changed." },
  Sandbox: { owner: 'integration', about: 'The fault dial of the simulated systems, and game days.' },
  Quarantine: { owner: 'integration', about: 'What was not let in, and letting it in later.' },
  Agreement: { owner: 'finance', about: 'Whether all systems agree, and what is at stake.' },
  Subscriptions: { owner: 'integration', about: 'Webhooks to partners, and feeds with a kept cursor.' },
  Usage: { owner: 'integration', about: 'Which client called what, how often, and what is left.' },
  Approvals: { owner: 'finance', about: 'What waits for a person with the authority to allow it.' },
  Policies: { owner: 'finance', about: 'Decision tables: which version decides, and what it would decide.' },
  Evidence: { owner: 'finance', about: 'Packs that prove a decision to whoever has nothing but the pack.' },
  Disputes: { owner: 'finance', about: 'What customers do not pay or do not accept, and what is right.' },
  'Supplier claims': { owner: 'procurement', about: 'What suppliers are asked to pay, and what they paid.' },
  'Supply orders': { owner: 'procurement', about: 'What suppliers undertake, ship and bill of our orders.' },
  Console: { owner: 'service', about: 'Figures of the pages of the console, and saved filters.' },
  Audit: { owner: 'finance', about: 'Who changed what, when and why, and whether the account is whole.' },
  Proposals: { owner: 'integration', about: 'What waits for a second person.' },
  'Personal data': { owner: 'service', about: 'What is erased because a person asked for it.' },
  Session: { owner: 'integration', about: 'Signing in and out, and who is asking.' },
  'People and keys': { owner: 'integration', about: 'Who may sign in or ask, and what they may do.' },
  Installation: { owner: 'integration', about: 'Health, figures, and these documents.' },
};

/** The owner of an operation. */
export const ownerOf = ({ owner, tag }: Pick<Operation, 'owner' | 'tag'>): Owner =>
  owner ?? TAGS[tag]?.owner ?? 'integration';
