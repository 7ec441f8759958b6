/** The commands about reservations: stock that is held for somebody until a moment. */
import { randomUUID } from 'node:crypto';
import { Option, type Command } from 'commander';
import * as contract from '../contract/resources/reservations.ts';
import type { Page, Reservation } from './answers.ts';
import { openClient, type Query } from './client.ts';
import { add, examples, type Desk } from './command-desk.ts';
import { tableColumnsOf } from './io.ts';
import { actorOption, entityOption, limitOption } from './options.ts';
import { askPages } from './questions.ts';
import { minute, more } from './show-answers.ts';
import { pairs, table, wordsOf, type Column } from './table.ts';

export function addReservations(program: Command, desk: Desk): void {
  const reservations = program
    .command('reservations')
    .description('Stock that is held for somebody until a moment: make, list, show, keep longer, give back.')
    .addHelpText('after', examples('reservations list --lifecycle held', 'reservations show RS-1'));
  addList(reservations, desk);
  addShow(reservations, desk);
  addMake(reservations, desk);
  addExtend(reservations, desk);
  addRelease(reservations, desk);
}

function addList(reservations: Command, { io, run }: Desk): void {
  const list = add(
    reservations, 'list', 'List reservations, the newest first.',
    ['reservations list', 'reservations list --lifecycle held --item IT-1 --json'], '0 listed, 3 no server.',
  )
    .addOption(
      new Option('--lifecycle <state>', 'only in this state')
        .choices(['held', 'drawn', 'released', 'expired', 'lost']),
    )
    .option('--item <item>', 'only of this item')
    .option('--site <site>', 'only for this site')
    .option('--customer <customer>', 'only for this customer')
    .addOption(entityOption())
    .addOption(limitOption());
  list.action(({ limit, ...query }: Query & { readonly limit: number }) =>
    run(list, async () => {
      const page = await askPages<Reservation>(openClient(io), contract.listReservations, query, limit);
      return { result: page, text: showList(page, tableColumnsOf(io.stdout)), right: true };
    }),
  );
}

function addShow(reservations: Command, { io, run }: Desk): void {
  const show = add(
    reservations, 'show', 'Show a reservation: what it holds, where, and who drew on it.',
    ['reservations show RS-1'], '0 it is known, 3 no server, 4 no such reservation.',
  )
    .argument('<reservation>', 'number of the reservation')
    .addOption(entityOption());
  show.action((reservation: string, query: Query) =>
    run(show, async () => {
      const result = await openClient(io).get(contract.getReservation, { reservation }, query);
      return { result, text: showReservation(result as Reservation), right: true };
    }),
  );
}

function addMake(reservations: Command, { io, run }: Desk): void {
  const make = add(
    reservations, 'make', 'Hold stock for somebody until a moment; what cannot be held now is refused.',
    ['reservations make IT-1 12 --until 2031-05-09T10:00:00Z --customer C-17'],
    '0 held, 2 not possible, 3 no server.',
  )
    .argument('<item>', 'item')
    .argument('<quantity>', 'in base units')
    .requiredOption('--until <time>', 'when it ends by itself, for example 2031-05-09T10:00:00Z')
    .option('--site <site>', 'hold it at this site; wherever the entity has it if missing')
    .option('--customer <customer>', 'only orders of this customer may draw on it')
    .option('--reference <text>', 'what it is for')
    .option('--partial', 'hold what there is, if it is less')
    .option('--reservation <number>', 'number of the reservation; made up if missing')
    .addOption(actorOption())
    .addOption(entityOption());
  type Options = { readonly as?: string; readonly until: string } & Readonly<Record<string, unknown>>;
  make.action((item: string, quantity: string, { as, until, ...rest }: Options) =>
    run(make, async () => {
      const body = { item, quantity, expiresAt: until, ...rest };
      const act = { actor: as, name: randomUUID() };
      const result = (await openClient(io).post(contract.reserveInventory, body, {}, act)) as Reservation;
      return { result, text: showReservation(result), right: true };
    }),
  );
}

function addExtend(reservations: Command, { io, run }: Desk): void {
  const extend = add(
    reservations, 'extend', 'Say until when a reservation holds: longer, or shorter.',
    ['reservations extend RS-1 --until 2031-05-12T10:00:00Z'],
    '0 said, 2 not possible, 3 no server, 4 no such reservation.',
  )
    .argument('<reservation>', 'number of the reservation')
    .requiredOption('--until <time>', 'when it ends by itself')
    .addOption(actorOption())
    .addOption(entityOption());
  type Options = { readonly as?: string; readonly until: string; readonly entity?: string };
  extend.action((reservation: string, { as, until, ...rest }: Options) =>
    run(extend, async () => {
      const body = { ...rest, expiresAt: until };
      const act = { actor: as, name: randomUUID() };
      const result = await openClient(io).post(contract.extendReservation, body, { reservation }, act);
      return { result, text: showReservation(result as Reservation), right: true };
    }),
  );
}

function addRelease(reservations: Command, { io, run }: Desk): void {
  const release = add(
    reservations, 'release', 'Give back what a reservation still holds.',
    ['reservations release RS-1 --reason "the basket was given up"'],
    '0 given back, 2 not possible, 3 no server, 4 no such reservation.',
  )
    .argument('<reservation>', 'number of the reservation')
    .requiredOption('--reason <text>', 'why; it goes into the audit chain')
    .addOption(actorOption())
    .addOption(entityOption());
  release.action((reservation: string, { as, ...body }: { as?: string; reason: string; entity?: string }) =>
    run(release, async () => {
      const act = { actor: as, name: randomUUID() };
      const result = await openClient(io).post(contract.releaseReservation, body, { reservation }, act);
      return { result, text: showReservation(result as Reservation), right: true };
    }),
  );
}

const COLUMNS: readonly Column<Reservation>[] = [
  { heading: 'reservation', cell: ({ reservation }) => reservation },
  { heading: 'state', cell: ({ lifecycle }) => wordsOf(lifecycle) },
  { heading: 'item', cell: ({ item }) => item },
  { heading: 'held', align: 'right', cell: ({ held }) => held },
  { heading: 'of', align: 'right', cell: ({ quantity }) => quantity },
  { heading: 'for', cell: ({ customer }) => customer ?? '–' },
  { heading: 'until', cell: ({ expiresAt }) => minute(expiresAt) },
];

const showList = (page: Page<Reservation>, columnsMax: number): string =>
  page.items.length === 0
    ? 'No reservation matches.'
    : table(COLUMNS, page.items, columnsMax) + more(page);

/** A reservation in words: what it holds and where, for whom, and what ends it. */
export function showReservation(answer: Reservation): string {
  const { reservation, entity, lifecycle, item, held, quantity, drawn, places, expiresAt } = answer;
  const at = places.map(({ site, lot, quantity: here }) =>
    `${here} at ${site}${lot === null ? '' : ` (${lot})`}`,
  );
  const until = minute(expiresAt);
  const to = drawn.map(({ salesOrder, quantity: taken }) => `${taken} by ${salesOrder}`);
  return [
    `${reservation} (${entity}) is ${wordsOf(lifecycle)}: ${held} of ${quantity} of ${item}, until ${until}.`,
    becauseOf(answer),
    pairs([
      ['held', at.join(', ') || 'nothing'],
      ['drawn', to.join(', ') || 'nothing'],
      ['for', answer.customer ?? 'whoever names it'],
      ['reference', answer.reference ?? '–'],
    ]),
  ].join('\n');
}

/** Why it is as it is, and what follows. */
function becauseOf({ lifecycle, customer, released, lost }: Reservation): string {
  const who = customer === null ? 'any order that names it' : `orders of ${customer} that name it`;
  switch (lifecycle) {
    case 'held':
      return `Nobody else is promised it until then, when it ends by itself; ${who} may draw on it before.`;
    case 'drawn':
      return 'Orders took all of it.';
    case 'released':
      return `It was given back${released === null ? '' : `: ${released}`}.`;
    case 'expired':
      return 'Its time was over: what no order took may be promised to anybody.';
    case 'lost':
      return `${lost} of it are gone, and an exception case is open.`;
  }
}
