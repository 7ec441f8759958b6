/** The simulated systems as a process of their own, which nobody kills. */
import { startBoxSandbox } from '../../src/main/box/box.ts';
import { clockOf, CRASH_FAULTS, eagerWorld, patientConfig, readSetting } from './setting.ts';

const setting = readSetting(process.argv[2]!);
const sandbox = await startBoxSandbox({
  config: patientConfig(),
  world: eagerWorld(setting.seed),
  clock: clockOf(setting),
  seed: setting.seed,
  folder: null,
  faults: { ...CRASH_FAULTS },
  secret: setting.secret,
  deliverTo: (system) => `http://127.0.0.1:${setting.serverPort}/v1/inbound/${system}`,
});
process.send!(sandbox.urls);
process.on('disconnect', () => process.exit(0));
