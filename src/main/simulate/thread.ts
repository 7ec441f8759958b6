/** A thread that plays histories: it is told which, and answers what it found in them. */
import { parentPort } from 'node:worker_threads';
import { play, type Histories } from './histories.ts';

parentPort?.on('message', (histories: Histories) => {
  parentPort?.postMessage(play(histories));
});
