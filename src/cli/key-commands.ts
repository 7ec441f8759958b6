/** API keys: who may ask, and who may speak for a system. */
import type { Command } from 'commander';
import { add, examples, type Desk } from './command-desk.ts';
import { daysOption, listOption } from './options.ts';
import { showKey } from './show-results.ts';

interface CreateOptions {
  readonly name: string;
  readonly system?: string;
  readonly role: readonly string[];
  readonly entity: readonly string[];
  readonly site: readonly string[];
  readonly days?: number;
}

export function addKeys(program: Command, { handlers, run }: Desk): void {
  const keys = program
    .command('keys')
    .alias('key')
    .description('API keys: who may ask, and who may speak for a system.')
    .addHelpText('after', examples('keys create --name "pick station" --system wms'));
  const command = add(
    keys, 'create', 'Make an API key. Its secret is shown once.',
    [
      'keys create --name console',
      'keys create --name "our warehouse" --system wms --days 90',
      'keys create --name "credit desk" --role service --entity uk',
    ],
    '0 made, 2 no such system, role, entity or site, 3 no database.',
  )
    .requiredOption('--name <name>', 'what people call it')
    .option('--system <system>', 'system that it speaks for: it may state its facts, and little else')
    .addOption(listOption('--role <role>', 'only this role; may be repeated'))
    .addOption(listOption('--entity <entity>', 'only this business entity; may be repeated'))
    .addOption(listOption('--site <site>', 'only this site; may be repeated'))
    .addOption(daysOption());
  command.action(({ name, system, role, entity, site, days }: CreateOptions) =>
    run(command, async (context) => {
      const scope = { roles: role, entities: entity, sites: site, days: days ?? null };
      const request = { name, system: system ?? null, ...scope };
      const result = await handlers.createKey(request, context);
      return { result, text: showKey(result), right: true };
    }),
  );
}
