/** Samples for the conformance suite as the declaration of a system that lives on files describes them. */
import type { FileAccess } from '../mailbox/file-access.ts';
import { openAccess } from '../mailbox/open-mailbox.ts';
import { matchesAny } from '../mailbox/settings.ts';
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
  const holding = async (text: string): Promise<ReadonlySet<string>> => {
    const access = openAccess({ url, secret, settings: mailbox });
    try {
      const names = new Set<string>();
      for (const folder of [mailbox.outbox, mailbox.sent]) {
        for (const name of await wholeFiles(access, folder, mailbox.temporaryNames)) {
          const body = await access.read(`${folder}/${name}`, UNLIMITED);
          const read = body === null ? null : decodeText(body, encoding);
          if (read?.ok === true && read.value.includes(text)) names.add(name);
        }
      }
      return names;
    } finally {
      await access.close();
    }
  };

  const { readsAs } = trial;
  return {
    command: (number) => Promise.resolve(samples.command(trial, sampleName(run, number), 1)),
    effects: async (command) => {
      const mark = samples.value(trial.mark, null, command.correlationId, { command });
      return { whole: (await holding(String(mark))).size, begun: 0 };
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

/** The suite waits for its end itself. */
const UNLIMITED = new AbortController().signal;

async function wholeFiles(
  access: FileAccess,
  folder: string,
  temporary: readonly string[],
): Promise<readonly string[]> {
  await access.makeFolder(folder, UNLIMITED);
  const names = (await access.entries(folder, UNLIMITED)).map(({ name }) => name);
  return names.filter((name) => !matchesAny(temporary, name));
}
