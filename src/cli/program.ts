/** The command line: every command with its options, its help and its exit code. */
import { addRecall } from './recall-command.ts';
import { Command, Option } from 'commander';
import type { Query } from './client.ts';
import { openClient } from './client.ts';
import { addCodes } from './code-commands.ts';
import { addDrift } from './drift-commands.ts';
import { addQuarantine } from './quarantine-commands.ts';
import { addKeys } from './key-commands.ts';
import { addEvidence } from './evidence-commands.ts';
import { addPeople } from './people-commands.ts';
import { addProposals } from './proposal-commands.ts';
import { addErasures } from './erasure-commands.ts';
import { addBreakGlass } from './break-glass-commands.ts';
import { addFind, addOwnership, addRecords } from './record-commands.ts';
import { add, examples, type Desk, type Outcome } from './command-desk.ts';
import { addAudit } from './audit-commands.ts';
import { addConnector } from './connector-commands.ts';
import type { ExitCode } from './exit-codes.ts';
import { EXIT, EXIT_HELP } from './exit-codes.ts';
import type { CliHandlers, CommandContext, FaultLevel } from './handlers.ts';
import { columnsOf, tableColumnsOf, type CliIo } from './io.ts';
import {
  entityOption,
  faultsOption,
  limitOption,
  momentOption,
  ordersOption,
  portOption,
  runsOption,
  seedOption,
} from './options.ts';
import { ProgressView } from './progress.ts';
import { addSweep, systemOutcome } from './sweep-commands.ts';
import { addReservations, showReservation } from './reservation-commands.ts';
import { addReturns } from './return-commands.ts';
import { addApprovals } from './approval-commands.ts';
import { addClaims } from './claim-commands.ts';
import { addDisputes } from './dispute-commands.ts';
import { addPolicies } from './policy-commands.ts';
import { addUsage } from './usage-commands.ts';
import { askAgreement, askCases, askCommands, askExplanation } from './questions.ts';
import { showAgreement, showCases, showCommands, showExplanation } from './show-answers.ts';
import {
  isRight,
  showBench,
  showDoctor,
  showReplay,
  showRun,
  showSimulation,
} from './show-results.ts';

/** How a command ended; the caller reads it after parsing. */
export interface Ending {
  exitCode: ExitCode;
}

const STATES = ['open', 'resolved', 'waived'] as const;
const STATUSES = [
  'queued', 'failing', 'parked', 'sending', 'in-doubt', 'done', 'refused', 'withdrawn', 'compensated',
] as const;

/** Every command, as the help lists them: what one runs, what one asks, what one decides, what one tends. */
const IN_ORDER_OF_HELP: readonly ((program: Command, desk: Desk) => void)[] = [
  addUp, addDemo, addReplay, addExplain, addAgreement, addCases, addCommands,
  addSweep, addUsage, addFind, addRecall, addReservations,
  addReturns, addApprovals, addClaims, addDisputes, addPolicies,
  addCodes, addQuarantine, addDrift, addOwnership, addConnector, addRecords,
  addEvidence, addAudit, addPeople, addProposals, addErasures, addBreakGlass,
  addDoctor, addSimulate, addBench, addKeys,
];

/**
 * The whole program. Parsing runs a command: it prints to `io`, and leaves its exit code in
 * `ending`; `runCli` does both and turns every error into a sentence and a code.
 */
export function buildProgram(
  handlers: CliHandlers,
  io: CliIo,
  ending: Ending = { exitCode: EXIT.fine },
): Command {
  const program = new Command('crossdock')
    .description('Keeps orders, stock, returns and billing in agreement across every system, and proves it.')
    .option('--json', 'print one JSON object as the last line of stdout, everything else to stderr')
    .showHelpAfterError('Add --help to see what there is.')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      getOutHelpWidth: () => columnsOf(io.stdout),
      getErrHelpWidth: () => columnsOf(io.stderr),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });
  program.addHelpText(
    'after',
    `${examples('demo --orders 200 --faults rough', 'explain SO-1001', 'agreement --json')}${EXIT_HELP}`,
  );
  const desk: Desk = { handlers, io, run: (command, work) => run(io, ending, command, work) };
  for (const addTo of IN_ORDER_OF_HELP) addTo(program, desk);
  return program;
}

async function run(
  io: CliIo,
  ending: Ending,
  command: Command,
  work: (context: CommandContext) => Promise<Outcome>,
): Promise<void> {
  const view = new ProgressView(io.stderr, () => io.monotonicMs());
  const context: CommandContext = {
    signal: io.signal,
    say: (line) => view.say(line),
    progress: (report) => view.report(report),
  };
  let outcome: Outcome;
  try {
    outcome = await work(context);
  } finally {
    view.end();
  }
  const { json } = command.optsWithGlobals<{ json?: boolean }>();
  io.stdout.write(`${json === true ? JSON.stringify(outcome.result) : outcome.text}\n`);
  ending.exitCode = outcome.right ? EXIT.fine : EXIT.notRight;
}

function addUp(program: Command, { handlers, run }: Desk): void {
  const command = add(
    program, 'up', 'Run the server, its database and the simulated systems until Ctrl-C; play no day.',
    ['up', 'up --port 8080'], '0 stopped in order, 3 the port or the database cannot be had.',
  ).addOption(portOption());
  command.action(({ port }: { port?: number }) =>
    run(command, async (context) => {
      const result = await handlers.up({ port: port ?? null }, context);
      const text = `${result.url} has stopped after ${result.upSeconds.toFixed(0)} s.`;
      return { result, text, right: true };
    }),
  );
}

interface StoryOptions {
  readonly orders: number;
  readonly seed: number;
  readonly faults: FaultLevel;
}

function addDemo(program: Command, { handlers, run }: Desk): void {
  const command = add(
    program, 'demo', 'Play a day of a simulated distributor, and prove that every order agrees.',
    ['demo --orders 200 --seed 7 --faults rough', 'demo --json'],
    '0 every order is finished or explained, 1 one is not, or an equation is broken.',
  )
    .addOption(ordersOption())
    .addOption(seedOption())
    .addOption(faultsOption('rough'));
  command.action(({ orders, seed, faults }: StoryOptions) =>
    run(command, async (context) => {
      const result = await handlers.demo({ orders, seed, faults }, context);
      return { result, text: showRun(result), right: isRight(result) };
    }),
  );
}

function addReplay(program: Command, { handlers, run }: Desk): void {
  const replay = program
    .command('replay')
    .description('Play recorded trade through the simulated systems.')
    .addHelpText('after', examples('replay online-retail data/online-retail.csv'));
  const command = add(
    replay, 'online-retail', 'Replay files of the "Online Retail" data set (UCI): its sales become orders.',
    ['replay online-retail data/*.csv', 'replay online-retail data/2010-12.csv --faults none'],
    '0 every order is finished or explained, 1 one is not, 2 a file cannot be read.',
  )
    .argument('<files...>', 'CSV files, in order; a document may not be split over files')
    .addOption(seedOption())
    .addOption(faultsOption('rough'));
  command.action((files: string[], { seed, faults }: StoryOptions) =>
    run(command, async (context) => {
      const result = await handlers.replayOnlineRetail({ files, seed, faults }, context);
      return { result, text: showReplay(result), right: isRight(result) };
    }),
  );
}

function addExplain(program: Command, { io, run }: Desk): void {
  const command = add(
    program, 'explain',
    'Say why an order or a return waits, and whether its systems agree, now or at a past moment; ' +
      'and of a reservation who holds what, and until when.',
    [
      'explain SO-1001', 'explain RMA-1', 'explain RS-1',
      'explain SO-1001 --at 2031-05-04T10:00:00Z --reading occurred',
    ],
    '0 its equations hold, 1 one is broken, 3 no server, 4 nothing has this number.',
  )
    .argument('<id>', 'number of the sales order, of the return, or of the reservation')
    .addOption(momentOption())
    .addOption(
      new Option('--reading <reading>', 'known: what was recorded by then; occurred: what had happened')
        .choices(['known', 'occurred'])
        .default('known'),
    )
    .addOption(entityOption());
  command.action((id: string, query: Query) =>
    run(command, async () => {
      const result = await askExplanation(openClient(io), id, query);
      if ('reservation' in result) return { result, text: showReservation(result), right: true };
      const right = result.equations.every(({ verdict }) => verdict !== 'broken');
      return { result, text: showExplanation(result, tableColumnsOf(io.stdout)), right };
    }),
  );
}

function addAgreement(program: Command, { io, run }: Desk): void {
  const command = add(
    program, 'agreement', 'Say whether all systems agree, and what is at stake where they do not.',
    ['agreement', 'agreement --entity uk --json', 'agreement --system wms'],
    '0 they agree, 1 an equation is broken or a system does not agree, 3 no server, 4 no such system.',
  )
    .option('--system <name>', 'what this system holds against what is known here, object by object')
    .addOption(entityOption());
  command.action(({ system, ...query }: Query & { system?: string }) =>
    run(command, async () => {
      if (system !== undefined) {
        return systemOutcome(openClient(io), system, query, tableColumnsOf(io.stdout));
      }
      const result = await askAgreement(openClient(io), query);
      const right = result.equations.broken === 0;
      return { result, text: showAgreement(result, tableColumnsOf(io.stdout)), right };
    }),
  );
}

type ListOptions = Query & { readonly limit: number };

function addCases(program: Command, { io, run }: Desk): void {
  const command = add(
    program, 'cases', 'List exception cases, the largest exposure first.',
    ['cases --role finance', 'cases --kind price-mismatch --state resolved'], '0 listed, 3 no server.',
  )
    .option('--role <role>', 'only of this queue, for example finance')
    .option('--kind <kind>', 'only of this kind')
    .addOption(new Option('--state <state>', 'only in this state').choices(STATES).default('open'))
    .addOption(entityOption())
    .addOption(limitOption());
  command.action(({ limit, ...query }: ListOptions) =>
    run(command, async () => {
      const result = await askCases(openClient(io), query, limit);
      return { result, text: showCases(result, tableColumnsOf(io.stdout)), right: true };
    }),
  );
}

function addCommands(program: Command, { io, run }: Desk): void {
  const command = add(
    program, 'commands', 'List commands to other systems, the oldest first.',
    ['commands --status parked', 'commands --system erp --status in-doubt'], '0 listed, 3 no server.',
  )
    .addOption(new Option('--status <status>', 'only in this state').choices(STATUSES))
    .option('--system <system>', 'only to this system, for example erp')
    .addOption(entityOption())
    .addOption(limitOption());
  command.action(({ limit, ...query }: ListOptions) =>
    run(command, async () => {
      const result = await askCommands(openClient(io), query, limit);
      return { result, text: showCommands(result, tableColumnsOf(io.stdout)), right: true };
    }),
  );
}

function addDoctor(program: Command, { handlers, run }: Desk): void {
  const command = add(
    program, 'doctor', 'Check everything that Crossdock needs here, and say how to mend what is wrong.',
    ['doctor'], '0 everything is well, 1 something is to mend.',
  );
  command.action(() =>
    run(command, async (context) => {
      const result = await handlers.doctor(context);
      return { result, text: showDoctor(result), right: result.ok };
    }),
  );
}

function addSimulate(program: Command, { handlers, run }: Desk): void {
  const command = add(
    program, 'simulate', 'Play many histories in memory against the laws of the product.',
    ['simulate --seed 7 --runs 10000', 'simulate --seed 7 --runs 1 --faults hell'],
    '0 no law was broken, 1 one was.',
  )
    .addOption(seedOption())
    .addOption(runsOption())
    .addOption(faultsOption('rough'));
  command.action(({ seed, runs, faults }: StoryOptions & { readonly runs: number }) =>
    run(command, async (context) => {
      const result = await handlers.simulate({ seed, runs, faults }, context);
      return { result, text: showSimulation(result), right: result.violations === 0 };
    }),
  );
}

function addBench(program: Command, { handlers, run }: Desk): void {
  const command = add(
    program, 'bench', 'Measure, always beside a reference of the same minutes. Options go to the benchmark.',
    ['bench orders', 'bench orders --seconds 20 --json'],
    '0 measured, 1 the goal was missed, 4 no such benchmark.',
  )
    .argument('<name>', 'the benchmark')
    .argument('[options...]', 'options of that benchmark')
    .allowUnknownOption();
  command.action((name: string, options: string[]) =>
    run(command, async (context) => {
      const result = await handlers.bench({ name, options }, context);
      return { result, text: showBench(result), right: result.passed !== false };
    }),
  );
}
