/** Shop, carrier, tax engine and payment provider as a process of their own, which nobody kills. */
import { startBoxSandbox } from '../../../src/main/box/box.ts';
import { readSetting, sandboxClock, STORY_FAULTS, storyConfig, storyWorld } from './setting.ts';

const setting = readSetting(process.argv[2]!);
const sandbox = await startBoxSandbox({
  config: storyConfig(setting.tryton),
  world: storyWorld(setting.seed),
  clock: sandboxClock(setting),
  seed: setting.seed,
  folder: null,
  faults: { ...STORY_FAULTS },
  secret: setting.secret,
  deliverTo: (system) => `http://127.0.0.1:${setting.serverPort}/v1/inbound/${system}`,
});
process.send!(sandbox.urls);
process.on('disconnect', () => process.exit(0));
