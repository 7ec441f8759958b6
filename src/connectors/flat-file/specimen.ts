/** Samples for the conformance suite as the declaration of a system that lives on files describes them. */
import { leftFiles } from '../mailbox/left-files.ts';
import {
  isMissing,
  NoSpecimenError,
  sampleName,
  type Specimen,
  type SpecimenPlace,
} from '../conformance/specimen.ts';
import { Samples } from '../conformance/trial-declaration.ts';
import { declaredCodes } from '../declared-codes.ts';
import { decodeText } from './encoding.ts';
import type { FlatFileSettings } from './settings.ts';

/** Files that were taken away lie nowhere but in the archive of what was sent. */
const NOTHING_ANSWERED = {
  notApplicable: 'a mailbox answers nothing: what the system thinks of a file comes in a file of its own',
} as const;

/**
 * Looks into the folders itself: what the other side finds there, or took away.
 * @throws NoSpecimenError where the declaration has no trial.
 */
export function flatFileSpecimen(place: SpecimenPlace<FlatFileSettings>): Specimen {
  const { settings, system, run, url, secret } = place;
  const { trial, mailbox } = settings;
  if (trial === undefined) throw new NoSpecimenError(`the settings of ${system} declare no trial`);
  const { encoding } = settings.writes[trial.type]!;
  const samples = new Samples(place, declaredCodes(settings.codes, place.codes));

  /** Names of the whole files in which a text stands, wherever they lie. */
  const holding = async (text: string): Promise<readonly string[]> => {
    const files = await leftFiles({ url, secret, settings: mailbox });
    const holds = ([, body]: readonly [string, Uint8Array]): boolean => {
      const read = decodeText(body, encoding);
      return read.ok && read.value.includes(text);
    };
    return [...files].filter(holds).map(([name]) => name);
  };

  const { readsAs } = trial;
  return {
    command: (number) => Promise.resolve(samples.command(trial, sampleName(run, number), 1)),
    effects: async (command) => {
      const mark = samples.value(trial.mark, null, command.correlationId, { command });
      return { whole: (await holding(String(mark))).length, begun: 0 };
    },
    refused: NOTHING_ANSWERED,
    successor: isMissing(trial.successor)
      ? trial.successor
      : ({ correlationId }) => samples.command(trial, correlationId, 2),
    sign: isMissing(readsAs) ? readsAs : (body) => ({ headers: { 'x-file-name': readsAs }, body }),
    messages: NOTHING_ANSWERED,
    wrongSecret: { notApplicable: 'a server may lock a login that failed' },
  };
}
