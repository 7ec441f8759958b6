/** Entry of `npm run crossdock -- <command>`. */
import { runCli } from '../cli/run.ts';
import { makeHandlers } from './handlers.ts';
import { processIo } from './process-io.ts';

process.exit(await runCli(process.argv.slice(2), makeHandlers(process.env), processIo()));
