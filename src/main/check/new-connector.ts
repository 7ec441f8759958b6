/** Writes a new connector: a copy of the skeleton under another name, and its line in the table of kinds. */
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { CliError, EXIT } from '../../cli/exit-codes.ts';
import type { NewConnectorResult } from '../../cli/results.ts';

const CONNECTORS = 'src/connectors';
const SKELETON = 'skeleton';
const KINDS = 'src/main/connector-kinds.ts';
const NAME = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
/** With longer names, lines would not fit a screen. */
const NAME_LENGTH_MAX = 24;
/** Words that say nothing about what is inside, as the house rules have it. */
const EMPTY_WORDS = new Set(['util', 'utils', 'helper', 'helpers', 'common', 'manager', 'service', 'impl']);

const refused = (code: string, text: string): CliError => new CliError(EXIT.usage, code, text);

/**
 * Writes the connector into the project folder.
 * @throws CliError, with nothing written, when the name is bad or taken.
 */
export async function newConnector(project: string, name: string): Promise<NewConnectorResult> {
  checkName(name);
  const folder = join(project, CONNECTORS, name);
  const kindsFile = join(project, KINDS);
  const table = await readFile(kindsFile, 'utf8').catch(() => {
    throw refused('no-sources', `${kindsFile} cannot be read: a connector is written into the sources.`);
  });
  const isKind = new RegExp(`^  (?:'${name}'|${name}):`, 'm').test(table);
  if (existsSync(folder) || isKind) {
    throw refused('name-taken', `There is a connector "${name}" already, in ${CONNECTORS}/${name}.`);
  }
  const registered = register(table, name);
  const written: string[] = [];
  for (const file of await filesOf(join(project, CONNECTORS, SKELETON))) {
    const target = join(folder, relative(join(project, CONNECTORS, SKELETON), file));
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, renamed(await readFile(file, 'utf8'), name), { flag: 'wx' });
    written.push(relative(project, target));
  }
  await writeFile(kindsFile, registered);
  return { name, files: [...written.sort(), KINDS], configuration: configurationOf(name) };
}

function checkName(name: string): void {
  if (!NAME.test(name) || name.length > NAME_LENGTH_MAX) {
    const text =
      `"${name}" is no name for a connector: ` +
      `at most ${NAME_LENGTH_MAX} lower-case letters, digits and single hyphens, for example acme-wms.`;
    throw refused('bad-name', text);
  }
  const empty = name.split('-').find((word) => EMPTY_WORDS.has(word));
  if (empty === undefined) return;
  const text = `"${name}" is no name for a connector: "${empty}" says nothing about the system.`;
  throw refused('bad-name', text);
}

/** `acme-wms` as the beginning of an identifier: `acmeWms`. */
const camel = (name: string): string =>
  name.replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

const pascal = (name: string): string => camel(name).replace(/^[a-z]/, (letter) => letter.toUpperCase());

/** The skeleton's text under another name: in identifiers, in header names, in sentences. */
function renamed(text: string, name: string): string {
  const header = name.replaceAll(/(?:^|-)[a-z]/g, (letter) => letter.toUpperCase());
  return text
    .replaceAll('SKELETON_SECRET', secretNameOf(name))
    .replaceAll(/X-Skeleton/g, `X-${header}`)
    .replaceAll(/\bskeleton(?=[A-Z])/g, camel(name))
    .replaceAll(/Skeleton/g, pascal(name))
    .replaceAll(/skeleton/g, name);
}

/** The table of kinds with one more line, and the imports for it. */
function register(table: string, name: string): string {
  const id = camel(name);
  const imports =
    `import { ${id}Connector } from '../connectors/${name}/connector.ts';\n` +
    `import { ${id}Specimen } from '../connectors/${name}/specimen.ts';\n`;
  const key = name.includes('-') ? `'${name}'` : name;
  const line = `  ${key}: plain(${id}Connector, ${id}Specimen),\n`;
  const lastImport = [...table.matchAll(/^import [^;]+ from '\.\.\/connectors\/[^']+';\n/gm)].at(-1);
  const end = /^\} as const satisfies /m.exec(table);
  if (lastImport === undefined || end === null || !/^const plain\b/m.test(table)) {
    throw refused('no-table', `${KINDS} does not look as expected: its table of kinds was not found.`);
  }
  const afterImports = lastImport.index + lastImport[0].length;
  return (
    table.slice(0, afterImports) +
    imports +
    table.slice(afterImports, end.index) +
    line +
    table.slice(end.index)
  );
}

async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
}

/** Environment variable that the configuration may name for its secret. */
const secretNameOf = (name: string): string => `${name.toUpperCase().replaceAll('-', '_')}_SECRET`;

const configurationOf = (name: string): string => {
  const key = name.includes('-') ? `'${name}'` : name;
  return `${key}: { connector: '${name}', url: 'https://…', secretFrom: '${secretNameOf(name)}' },`;
};
