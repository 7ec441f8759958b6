/** One process of several that drive orders through one database; its parent says when. */
import { OrderFlow } from './order-flow.ts';
import { PARTITIONS } from '../src/application/process/limits.ts';

/** What a process is told at its start. */
export interface ProcessOrders {
  readonly url: string;
  readonly run: string;
  readonly lines: number;
  readonly processes: number;
}

/** What it is told to do then: drive so many orders, or end. */
export type ProcessTask = { readonly orders: number; readonly inFlight: number } | 'end';

const { url, run, lines, processes } = JSON.parse(process.argv[2]!) as ProcessOrders;
const flow = new OrderFlow({ url, run, lines });
await flow.start();
// Until each process has its share, by lease.
const share = PARTITIONS / processes;
const owned = (): number => Array.from({ length: PARTITIONS }, (_, at) => at).filter((at) => flow.dispatcher.owns(at)).length;
while (owned() !== share) await flow.dispatcher.keeper.beat().then(() => new Promise((wake) => setTimeout(wake, 100)));

process.on('message', (task: ProcessTask) => {
  if (task === 'end') void flow.stop().then(() => process.exit(0));
  else void flow.drive(task.orders, task.inFlight).then((result) => process.send!(result));
});
process.send!('ready');
