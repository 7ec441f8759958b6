/** Samples for the conformance suite as a declaration describes them. */
import type { InboundMessage, OutboundCommand } from '../../application/ports/connector.ts';
import { SECOND_MS } from '../../kernel/instant.ts';
import { askDirectly } from '../conformance/direct.ts';
import {
  isMissing,
  NoSpecimenError,
  sampleName,
  type Specimen,
  type SpecimenPlace,
} from '../conformance/specimen.ts';
import { Samples } from '../conformance/trial-declaration.ts';
import { declaredCodes } from '../declared-codes.ts';
import { parseExactJson } from '../expression/exact-json.ts';
import type { Expression } from '../expression/expression.ts';
import { secretCalled } from './connector.ts';
import type { HttpSettings } from './settings.ts';
import { signatureHeaders } from './signature.ts';

interface Direct {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: Expression;
  readonly body?: Expression | undefined;
  readonly absent: readonly number[];
}

/**
 * Talks to the system directly: by requests of the declaration's trial, which are others than those of
 * its commands.
 * @throws NoSpecimenError where the declaration has no trial.
 */
export function httpSpecimen(place: SpecimenPlace<HttpSettings>): Specimen {
  const { settings, system, run } = place;
  const { trial } = settings;
  if (trial === undefined) throw new NoSpecimenError(`the settings of ${system} declare no trial`);
  const samples = new Samples(place, declaredCodes(settings.codes, place.codes));
  const { header, prefix, secret } = settings.authentication;
  const headers = { ...settings.headers, [header]: prefix + secretCalled(place, secret) };

  const ask = (direct: Direct, sample: string, command?: OutboundCommand): Promise<unknown> => {
    const about = command === undefined ? {} : { command };
    const { method, path, body, absent } = direct;
    const address = `${place.url}${String(samples.value(path, null, sample, about))}`;
    const sent = body === undefined ? {} : { body: samples.value(body, null, sample, about) };
    return askDirectly(address, { method, headers, absent, parse: parseExactJson, ...sent });
  };

  const prepared = async (wanted: Pick<typeof trial, 'prepare' | 'content'>, number: number) => {
    const sample = sampleName(run, number);
    for (const request of wanted.prepare) await ask(request, sample);
    return samples.command({ ...trial, content: wanted.content }, sample, 1);
  };

  const signed = (body: Uint8Array, sample: string, item?: unknown): InboundMessage => {
    const own = isMissing(trial.messages) ? {} : trial.messages.headers;
    const named = Object.entries(own).map(([name, expression]) => [
      name.toLowerCase(),
      String(samples.value(expression, null, sample, { item })),
    ]);
    const [first] = settings.signature?.secrets ?? [undefined];
    const by = signatureHeaders(settings.signature!, secretCalled(place, first), body, {
      id: sample,
      at: place.now(),
    });
    return { headers: { ...by, ...(Object.fromEntries(named) as Record<string, string>) }, body };
  };

  const { refused, messages } = trial;
  return {
    command: (number) => prepared(trial, number),
    effects: async (command) => {
      const sample = command.correlationId;
      const answer = await ask(trial.effects, sample, command);
      if (answer === null) return { whole: 0, begun: 0 };
      return { whole: Number(samples.value(trial.effects.count, answer, sample, { command })), begun: 0 };
    },
    refused: isMissing(refused) ? refused : (number) => prepared(refused, number),
    successor: isMissing(trial.successor)
      ? trial.successor
      : ({ correlationId }) => samples.command(trial, correlationId, 2),
    sign: settings.signature === undefined ? PUSHES_NOTHING : (body) => signed(body, `${run}-message`),
    messages: isMissing(messages)
      ? messages
      : async (command) => {
          const sample = command.correlationId;
          await place.wait(messages.afterSeconds * SECOND_MS);
          const answer = await ask(messages, sample, command);
          const items = answer === null ? [] : samples.value(messages.items, answer, sample, { command });
          return [items ?? []].flat().map((item: unknown, at) => {
            const { says } = messages;
            const about = { command, item };
            const content = says === undefined ? item : samples.value(says, answer, sample, about);
            return signed(Buffer.from(JSON.stringify(content)), `${sample}-${at}`, item);
          });
        },
    wrongSecret: trial.wrongSecret,
  };
}

const PUSHES_NOTHING = { notApplicable: 'the system is not declared to push messages' } as const;
