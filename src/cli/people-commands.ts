/** The commands about people who sign in. */
import type { Command } from 'commander';
import * as contract from '../contract/resources/people.ts';
import { openClient } from './client.ts';
import { add, examples, type Desk } from './command-desk.ts';
import { tableColumnsOf } from './io.ts';
import { listOption } from './options.ts';
import { pairs, table, type Column } from './table.ts';

interface PersonAnswer {
  readonly name: string;
  readonly displayName: string;
  readonly roles: readonly string[];
  readonly entities: readonly string[];
  readonly sites: readonly string[];
  readonly disabledAt: string | null;
}

interface AddOptions {
  readonly displayName?: string;
  readonly role: readonly string[];
  readonly entity: readonly string[];
  readonly site: readonly string[];
  readonly reason: string;
}

export function addPeople(program: Command, { io, run }: Desk): void {
  const people = program
    .command('people')
    .description('People who sign in: who they are, what they may, and a new password for one who lost it.')
    .addHelpText('after', examples('people add ada --role finance --reason "credit desk"', 'people list'));

  const list = add(
    people, 'list', 'List the people who may sign in.', ['people list'], '0 listed, 3 no server.',
  );
  list.action(() =>
    run(list, async () => {
      const result = (await openClient(io).get(contract.listPeople)) as { items: PersonAnswer[] };
      return { result, text: table(PERSON, result.items, tableColumnsOf(io.stdout)), right: true };
    }),
  );

  const added = add(
    people, 'add', 'Let a person sign in. Their first password is shown once.',
    ['people add ada --role finance --entity uk --reason "credit desk"'],
    '0 added, 2 no such role or entity, or the name is taken, 3 no server.',
  )
    .argument('<name>', 'by which they sign in')
    .requiredOption('--reason <text>', 'why; it goes into the audit chain')
    .option('--display-name <name>', 'name as people read it; the name itself if missing')
    .addOption(listOption('--role <role>', 'may be repeated'))
    .addOption(listOption('--entity <entity>', 'only this business entity; may be repeated'))
    .addOption(listOption('--site <site>', 'only this site; may be repeated'));
  added.action((name: string, { displayName, role, entity, site, reason }: AddOptions) =>
    run(added, async () => {
      const scope = { roles: role, entities: entity, sites: site };
      const body = { name, displayName: displayName ?? name, ...scope, reason };
      const answer = await openClient(io).post(contract.addPerson, body);
      return passwordOutcome(name, answer as { readonly password: string });
    }),
  );

  const reset = add(
    people, 'reset', 'Give a person a new password, and end their sessions.',
    ['people reset ada --reason "forgotten"'], '0 done, 3 no server, 4 no such person.',
  )
    .argument('<name>', 'by which they sign in')
    .requiredOption('--reason <text>', 'why; it goes into the audit chain');
  reset.action((name: string, { reason }: { readonly reason: string }) =>
    run(reset, async () => {
      const answer = await openClient(io).post(contract.resetPassword, { reason }, { person: name });
      return passwordOutcome(name, answer as { readonly password: string });
    }),
  );

  const link = add(
    people, 'link', 'Make a link that signs a person in once, within minutes.',
    ['people link admin --reason "another browser"'], '0 made, 3 no server, 4 no such person.',
  )
    .argument('<name>', 'by which they sign in')
    .requiredOption('--reason <text>', 'why; it goes into the audit chain');
  link.action((name: string, { reason }: { readonly reason: string }) =>
    run(link, async () => {
      const client = openClient(io);
      const answer = await client.post(contract.makeSignInLink, { reason }, { person: name });
      const { path, expiresAt } = answer as { readonly path: string; readonly expiresAt: string };
      const text = pairs([['opens at', `${client.url}${path}`], ['works until', expiresAt]]);
      return { result: answer, text, right: true };
    }),
  );
}

const passwordOutcome = (name: string, result: { readonly password: string }) => ({
  result,
  text: [
    pairs([['name', name], ['password', result.password]]),
    'It is stored nowhere and not shown again; it is to be changed at the first sign-in.',
  ].join('\n'),
  right: true,
});

const PERSON: readonly Column<PersonAnswer>[] = [
  { heading: 'name', cell: ({ name }) => name },
  { heading: 'who', cell: ({ displayName }) => displayName },
  { heading: 'roles', cell: ({ roles }) => roles.join(', ') || '–' },
  { heading: 'entities', cell: ({ entities }) => entities.join(', ') || 'all' },
  { heading: 'sites', cell: ({ sites }) => sites.join(', ') || 'all' },
  { heading: '', cell: ({ disabledAt }) => (disabledAt === null ? '' : `disabled since ${disabledAt}`) },
];
