/** `connector`: list what there is, begin a new one, and check one against its system. */
import { Option, type Command } from 'commander';
import { mappedCodes } from './code-commands.ts';
import { add, examples, type Desk } from './command-desk.ts';
import type { FaultLevel } from './handlers.ts';
import { columnsOf } from './io.ts';
import { faultsOption, seedOption } from './options.ts';
import { showCertificate, showConnectors, showNewConnector } from './show-connectors.ts';

interface CheckOptions {
  readonly seed: number;
  readonly faults: FaultLevel;
  readonly only?: string[];
  readonly yes?: true;
}

/** Adds the group and its commands. */
export function addConnector(program: Command, desk: Desk): void {
  const group = program
    .command('connector')
    .description('Connectors: list them, begin a new one, check one against its system.')
    .addHelpText(
      'after',
      examples('connector list', 'connector new acme-wms', 'connector check erp --json'),
    );
  addList(group, desk);
  addNew(group, desk);
  addCheck(group, desk);
}

function addList(group: Command, { handlers, io, run }: Desk): void {
  const command = add(
    group, 'list', 'List the systems of the configuration and the kinds of connector that there are.',
    ['connector list', 'connector list --json'], '0 listed, 2 the configuration cannot be used.',
  );
  command.action(() =>
    run(command, async (context) => {
      const result = await handlers.listConnectors(context);
      return { result, text: showConnectors(result, columnsOf(io.stdout)), right: true };
    }),
  );
}

function addNew(group: Command, { handlers, run }: Desk): void {
  const command = add(
    group, 'new', 'Write a connector that compiles, with its tests, and register its kind.',
    ['connector new acme-wms'], '0 written, 2 the name is bad or taken; nothing was written.',
  ).argument('<name>', 'name of the kind: lower-case letters, digits, hyphens');
  command.action((name: string) =>
    run(command, async (context) => {
      const result = await handlers.newConnector({ name }, context);
      return { result, text: showNewConnector(result), right: true };
    }),
  );
}

function addCheck(group: Command, { handlers, io, run }: Desk): void {
  const command = add(
    group, 'check', 'Check a connector against its system, faults included, and print a certificate.',
    ['connector check erp', 'connector check wms --faults hell', 'connector check acme --yes --json'],
    '0 no check failed, 1 one did, 2 it cannot be reached as configured, 4 no such system.',
  )
    .argument('<system>', 'a system of the configuration, simulated or real')
    .addOption(seedOption())
    .addOption(faultsOption('none'))
    .addOption(new Option('--only <checks...>', 'only these checks, by their names in the certificate'))
    .option('--yes', 'execute the samples in a real system: documents of theirs may stay there');
  command.action((system: string, { seed, faults, only, yes }: CheckOptions) =>
    run(command, async (context) => {
      const codes = await mappedCodes(io, system);
      const request = { system, seed, faults, only: only ?? [], yes: yes === true, codes };
      const result = await handlers.checkConnector(request, context);
      const text = showCertificate(result, columnsOf(io.stdout));
      return { result, text, right: result.verdict === 'passed' };
    }),
  );
}
