/**
 * A simulated quality laboratory with an information system of its own. Its manners: kebab-case members,
 * Basic authentication, one sample for each batch, and no messages: whoever wants results looks for them.
 */
import { timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { DAY_MS, formatInstant, parseInstant } from '../kernel/instant.ts';
import { FAULT_FREE } from './framework.ts';
import type { SandboxSystem, SystemContext } from './system.ts';
import { Records } from './wms-records.ts';

/** Cultures grow over a weekend if they must. */
const DAYS_TO_CONCLUDE = { min: 2, max: 3 };
/** Samples in which something grew that should not. */
const FAILING = 0.05;
const CONCLUDE_JOB = 'conclude';
/** Results that one page answers at most. */
const PAGE_MAX = 100;

const sampleBody = z.strictObject({
  'request-mark': z.string().min(1).max(64),
  'received-on': z.string().nullable(),
});

/** Body of `POST /bench/…/conclusion`: what an analyst saw. */
const conclusionBody = z.strictObject({
  conclusion: z.enum(['conforms', 'fails']),
  analyst: z.string().min(1).max(64),
  remark: z.string().max(200).nullable(),
});

interface Result extends z.output<typeof conclusionBody> {
  readonly number: number;
  readonly 'concluded-at': string;
}

interface Sample {
  readonly 'sample-id': string;
  readonly company: string;
  readonly material: string;
  readonly batch: string;
  readonly 'request-mark': string;
  readonly 'received-on': string | null;
  readonly 'registered-at': string;
  readonly result: Result | null;
}

interface Batch {
  readonly company: string;
  readonly material: string;
  readonly batch: string;
}

const BATCH = '/lims/companies/:company/materials/:material/batches/:batch';

export function laboratory(context: SystemContext): SandboxSystem {
  const system = new Laboratory(context);
  return { routes: (app) => system.routes(app), onJob: (job, payload) => system.onJob(job, payload) };
}

class Laboratory {
  readonly #context: SystemContext;
  readonly #samples: Records<Sample>;

  constructor(context: SystemContext) {
    this.#context = context;
    this.#samples = new Records(context.database, 'sample');
  }

  routes(app: FastifyInstance): void {
    type Named = { Params: Batch };
    const guard = { preHandler: this.#authenticate };
    app.put<Named>(`${BATCH}/sample`, guard, (request, reply) => {
      const parsed = sampleBody.safeParse(request.body);
      return parsed.success ? this.#register(request.params, parsed.data) : invalid(reply, parsed.error);
    });
    app.get<Named>(`${BATCH}/sample`, guard, (request, reply) => {
      const known = this.#samples.find(keyOf(request.params));
      return known ?? reply.code(404).send({ problem: 'no-such-sample' });
    });
    app.get<{ Querystring: Record<string, string | undefined> }>('/lims/results', guard, (request, reply) =>
      this.#results(request.query, reply),
    );
    app.post<Named>(`/bench${BATCH.slice('/lims'.length)}/conclusion`, FAULT_FREE, (request, reply) => {
      const parsed = conclusionBody.safeParse(request.body);
      if (!parsed.success) return invalid(reply, parsed.error);
      const known = this.#samples.find(keyOf(request.params));
      if (known === null) return reply.code(404).send({ problem: 'no-such-sample' });
      return this.#conclude(known, parsed.data);
    });
    app.get('/sandbox/books', FAULT_FREE, () => ({ samples: this.#samples.all() }));
  }

  /** The sample of a batch is tested once; later analysts may conclude otherwise. */
  onJob(job: string, payload: unknown): void {
    const known = this.#samples.find(keyOf(payload as Batch));
    if (job !== CONCLUDE_JOB || known === null || known.result !== null) return;
    const fails = this.#context.random.fork(known['sample-id']).chance(FAILING);
    const remark = fails ? 'growth on two of three plates' : null;
    this.#conclude(known, { conclusion: fails ? 'fails' : 'conforms', analyst: 'r.okafor', remark });
  }

  readonly #authenticate = (request: FastifyRequest, reply: FastifyReply, done: () => void) => {
    const credentials = Buffer.from(`crossdock:${this.#context.secret}`).toString('base64');
    const expected = Buffer.from(`Basic ${credentials}`);
    const given = Buffer.from(request.headers.authorization ?? '');
    if (given.length === expected.length && timingSafeEqual(given, expected)) return done();
    void reply.code(401).send({ problem: 'unknown-client' });
  };

  #register(batch: Batch, asked: z.output<typeof sampleBody>): Sample {
    const known = this.#samples.find(keyOf(batch));
    const { company, material, batch: number } = batch;
    const sample: Sample = {
      'sample-id': known?.['sample-id'] ?? `S-${this.#samples.count() + 1}`,
      company, material, batch: number,
      ...asked,
      'registered-at': known?.['registered-at'] ?? this.#now(),
      result: known?.result ?? null,
    };
    this.#samples.save(keyOf(batch), sample);
    if (known === null) {
      const days = this.#context.random.fork(sample['sample-id']);
      const { min, max } = DAYS_TO_CONCLUDE;
      const payload = { company, material, batch: number };
      this.#context.schedule(days.between(min, max) * DAY_MS, CONCLUDE_JOB, payload);
    }
    return sample;
  }

  #conclude(sample: Sample, seen: z.output<typeof conclusionBody>): Sample {
    const number = (sample.result?.number ?? 0) + 1;
    const concluded: Sample = { ...sample, result: { number, ...seen, 'concluded-at': this.#now() } };
    this.#samples.save(keyOf(sample), concluded);
    return concluded;
  }

  #results(query: Record<string, string | undefined>, reply: FastifyReply): unknown {
    const from = parseInstant(query['from'] ?? '');
    const to = parseInstant(query['to'] ?? '');
    const page = Number(query['page'] ?? '1');
    if (!from.ok || !to.ok || !Number.isInteger(page) || page < 1) {
      return reply.code(400).send({ problem: 'from, to and page are needed' });
    }
    const inWindow = this.#samples.all().filter(({ result }) => {
      const at = result === null ? null : parseInstant(result['concluded-at']);
      return at?.ok === true && at.value >= from.value && at.value < to.value;
    });
    const results = inWindow.slice((page - 1) * PAGE_MAX, page * PAGE_MAX);
    return { results, 'next-page': page * PAGE_MAX < inWindow.length ? page + 1 : null };
  }

  #now(): string {
    return formatInstant(this.#context.clock.now());
  }
}

const keyOf = ({ company, material, batch }: Batch): string => `${company}/${material}/${batch}`;

const invalid = (reply: FastifyReply, error: z.ZodError): unknown =>
  reply.code(400).send({ problem: z.prettifyError(error) });
