/** The commands about changes that take two people: what waits, agreeing, refusing. */
import { Option, type Command } from 'commander';
import * as contract from '../contract/resources/proposals.ts';
import type { Page } from './answers.ts';
import { openClient, type Asked, type Query } from './client.ts';
import { add, examples, type Desk, type Outcome } from './command-desk.ts';
import { tableColumnsOf } from './io.ts';
import { actorOption, limitOption } from './options.ts';
import { askPages } from './questions.ts';
import { minute, more } from './show-answers.ts';
import { table, type Column } from './table.ts';

interface Proposal {
  readonly id: string;
  readonly operation: string;
  readonly params: unknown;
  readonly body: unknown;
  readonly madeBy: string;
  readonly madeAt: string;
  readonly reason: string | null;
  readonly state: 'open' | 'approved' | 'refused';
  readonly decidedBy: string | null;
}

/** What is said where an operation waits for a second person instead of being done; `null`: it was done. */
export function heldOutcome(answer: unknown): Outcome | null {
  const { proposal } = answer as { readonly proposal?: Pick<Proposal, 'id' | 'state'> };
  if (proposal?.state !== 'open') return null;
  const text =
    `Nothing is changed yet: ${proposal.id} waits for a second person. ` +
    `crossdock proposals approve ${proposal.id} --reason …`;
  return { result: answer, text, right: true };
}

export function addProposals(program: Command, desk: Desk): void {
  const proposals = program
    .command('proposals')
    .description('Changes that take two people: what one asked for waits until another agrees.')
    .addHelpText(
      'after',
      examples('proposals list', 'proposals approve prp_7 --reason "seen in their manual" --as bob'),
    );
  addList(proposals, desk);
  addDeciding(
    proposals, desk, 'approve', 'Agree, and have it carried out as whoever asked for it.',
    contract.approveProposal,
  );
  addDeciding(
    proposals, desk, 'refuse', 'Refuse it, or take back one of your own; nothing happens.',
    contract.refuseProposal,
  );
}

function addList(proposals: Command, { io, run }: Desk): void {
  const list = add(
    proposals, 'list', 'List what waits for a second person, the newest first.',
    ['proposals list', 'proposals list --state approved --json'], '0 listed, 3 no server.',
  )
    .addOption(
      new Option('--state <state>', 'only in this state')
        .choices(['open', 'approved', 'refused'])
        .default('open'),
    )
    .addOption(limitOption());
  list.action(({ limit, ...query }: Query & { readonly limit: number }) =>
    run(list, async () => {
      const page = await askPages<Proposal>(openClient(io), contract.listProposals, query, limit);
      return { result: page, text: showList(page, tableColumnsOf(io.stdout)), right: true };
    }),
  );
}

function addDeciding(
  proposals: Command,
  { io, run }: Desk,
  name: 'approve' | 'refuse',
  description: string,
  operation: Asked,
): void {
  const command = add(
    proposals, name, description, [`proposals ${name} prp_7 --reason "…" --as bob`],
    '0 done, 1 agreed to and not possible any more, 2 not possible, 3 no server, or it was your own, ' +
      '4 no such proposal.',
  )
    .argument('<id>', 'for example prp_7')
    .requiredOption('--reason <text>', 'why; it goes into the audit chain')
    .addOption(actorOption());
  command.action((proposal: string, { reason, as }: { readonly reason: string; readonly as?: string }) =>
    run(command, async () => {
      const result = await openClient(io).post(operation, { reason }, { proposal }, { actor: as });
      if (name === 'approve') return approvedOutcome(proposal, result as Approved);
      return { result, text: `${proposal} is refused; nothing was changed.`, right: true };
    }),
  );
}

interface Approved {
  readonly proposal: { readonly answerStatus: number | null };
  readonly answer: unknown;
}

/** What was agreed to may be refused all the same, by then. */
function approvedOutcome(id: string, result: Approved): Outcome {
  const right = (result.proposal.answerStatus ?? 0) < 400;
  const { detail } = (result.answer ?? {}) as { readonly detail?: string };
  const text = right ? `${id} is carried out.` : `${id} was agreed to, and not carried out: ${detail ?? '?'}`;
  return { result, text, right };
}

function showList(page: Page<Proposal>, columnsMax: number): string {
  if (page.items.length === 0) return 'Nothing waits for a second person.';
  const columns: Column<Proposal>[] = [
    { heading: 'id', cell: ({ id }) => id },
    { heading: 'what', cell: ({ operation }) => operation },
    { heading: 'with', cell: ({ params, body }) => membersText(params, body) },
    { heading: 'asked by', cell: ({ madeBy }) => madeBy },
    { heading: 'since', cell: ({ madeAt }) => minute(madeAt) },
    { heading: 'because', cell: ({ reason }) => reason ?? '–' },
  ];
  return table(columns, page.items, columnsMax) + more(page);
}

/** Members of what would be sent, without its reason. */
function membersText(params: unknown, body: unknown): string {
  const { reason: _, ...members } = { ...(params as object), ...(body as object) } as Record<string, unknown>;
  return Object.entries(members)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' ');
}
