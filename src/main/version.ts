import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** Folder of the project. */
export const PROJECT_FOLDER: string = join(import.meta.dirname, '../..');

const manifest = z.object({ version: z.string() });

/** Version of the product, as its package says. */
export const VERSION: string = manifest.parse(
  JSON.parse(readFileSync(join(PROJECT_FOLDER, 'package.json'), 'utf8')),
).version;
