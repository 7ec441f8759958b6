/** Checks of conduct: whatever comes in is read without a crash, and the budget is what it says. */
import type { InboundMessage, Translation } from '../../../application/ports/connector.ts';
import { factTypeOf } from '../../../canonical/catalogue.ts';
import { seededRandom, type Random } from '../../../kernel/random.ts';
import type { ProxyAnswer } from '../fault-proxy.ts';
import { isMissing } from '../specimen.ts';
import { demand, textOf, Violation, type Trial } from '../trial.ts';
import { encoded, plural, type Check } from './check.ts';
import { demandNoHalves } from './mailbox-checks.ts';
import type { MailboxProxy } from '../mailbox-proxy.ts';

/** Bad messages of each sort. */
const MESSAGES = 200;
const BYTES_MAX = 400;
/** Characters of a text that are spoiled at once. */
const SPOILED_MAX = 12;
/** Commands at once: enough to see whether answers are mixed up. */
const AT_ONCE_MAX = 8;

export const translation: Check = {
  name: 'translation',
  proves: 'Any bytes are facts, faults or rejected: translate never throws, guesses or answers half.',
  between: 'nothing',
  async run(trial) {
    const random = seededRandom(`translation ${trial.options.seed}`);
    for (let count = 0; count < MESSAGES; count++) {
      demandTotal(trial, { headers: headersOf(random), body: bytesOf(random) }, 'random bytes');
    }
    const { sign, messages } = trial.specimen;
    if (isMissing(sign)) {
      return `${MESSAGES} messages of random bytes read; none signed: ${sign.notApplicable}`;
    }
    for (let count = 0; count < MESSAGES; count++) {
      const { kind } = demandTotal(trial, sign(bytesOf(random)), 'random bytes, well signed');
      demand(kind === 'faults', `random bytes, well signed, are not faults but ${kind}`);
    }
    if (isMissing(messages)) return `${2 * MESSAGES} messages of random bytes read, half of them signed`;
    const genuine = await messages((await trial.done()).command);
    for (const { body } of genuine) demandStable(trial, sign(body));
    const whole = trial.options.files === null ? [] : genuine;
    const cuts = whole.reduce((sum, one) => sum + demandNoHalves(trial, one), 0);
    const silent = cuts === 0 ? '' : `; ${cuts} files cut off say nothing`;
    let kinds = 0;
    for (let count = 0; count < MESSAGES && genuine.length > 0; count++) {
      const body = spoiled(random.pick(genuine).body, random);
      if (demandTotal(trial, sign(body), 'a spoiled message').kind === 'faults') kinds += 1;
    }
    return (
      `${2 * MESSAGES} messages of random bytes and ${MESSAGES} spoiled genuine ones read: ` +
      `none throws, ${kinds} of the spoiled are faults${silent}`
    );
  },
};

/** Translates, and checks that whatever comes out is whole. */
function demandTotal(trial: Trial, message: InboundMessage, what: string): Translation {
  const shown = Buffer.from(message.body).toString('base64').slice(0, 120);
  let read: Translation;
  try {
    read = trial.connector.translate(message);
  } catch (error) {
    throw new Violation(`translate threw ${textOf(error)} on ${what} (base64 ${shown})`);
  }
  if (read.kind === 'faults') demand(read.faults.length > 0, `faults without a fault on ${what}`);
  if (read.kind !== 'facts') return read;
  for (const fact of read.facts) {
    const type = factTypeOf(fact.type);
    demand(type !== undefined, `${what} became a fact of the unknown type ${fact.type}`);
    const again = type.decode(JSON.parse(encoded(fact)));
    demand(again.ok, `${what} became a ${fact.type} that its own codec refuses (base64 ${shown})`);
  }
  return read;
}

/** A genuine message is understood, and the same each time. */
function demandStable(trial: Trial, message: InboundMessage): void {
  const first = demandTotal(trial, message, 'a genuine message');
  demand(first.kind === 'facts', `a genuine message is not understood but ${first.kind}`);
  const second = demandTotal(trial, message, 'a genuine message');
  const ids = (read: Translation): string =>
    read.kind === 'facts' ? read.facts.map((fact) => `${fact.id} ${encoded(fact)}`).join() : read.kind;
  demand(ids(first) === ids(second), 'a message read twice says two things');
}

function bytesOf(random: Random): Uint8Array {
  return Uint8Array.from({ length: random.below(BYTES_MAX) }, () => random.below(256));
}

function headersOf(random: Random): Record<string, string> {
  return random.chance(0.5) ? {} : { 'content-type': 'application/json', 'x-id': String(random.next()) };
}

/** A genuine body with one thing wrong: a member gone, of another type, or the text cut off. */
function spoiled(body: Uint8Array, random: Random): Uint8Array {
  const text = Buffer.from(body).toString('utf8');
  const cut = (): Uint8Array => Buffer.from(text.slice(0, random.below(text.length)), 'utf8');
  if (random.chance(0.2)) return cut();
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return spoiledText(text, random);
  }
  const places: (readonly [holder: Record<string, unknown>, member: string])[] = [];
  const visit = (holder: unknown): void => {
    if (typeof holder !== 'object' || holder === null) return;
    for (const member of Object.keys(holder)) {
      places.push([holder as Record<string, unknown>, member]);
      visit((holder as Record<string, unknown>)[member]);
    }
  };
  visit(value);
  if (places.length === 0) return cut();
  const [holder, member] = random.pick(places);
  const wrong = [undefined, null, 'x', '', -1, 1e300, true, [], {}, [[]], '2031-02-30T99:00:00Z', 'NaN'];
  const put = random.pick(wrong);
  if (put === undefined) delete holder[member];
  else holder[member] = put;
  return Buffer.from(JSON.stringify(value), 'utf8');
}

/** A genuine text that is no JSON with one thing wrong: cut off, a piece gone, twice, or overwritten. */
function spoiledText(text: string, random: Random): Uint8Array {
  const from = random.below(text.length);
  const to = Math.min(text.length, from + 1 + random.below(SPOILED_MAX));
  const [before, piece, after] = [text.slice(0, from), text.slice(from, to), text.slice(to)];
  const overwritten = 'X'.repeat(piece.length);
  const twice = piece + piece;
  const spoilt = random.pick([before, before + after, before + twice + after, before + overwritten + after]);
  return Buffer.from(spoilt, 'utf8');
}

const UNAVAILABLE: ProxyAnswer = {
  status: 503,
  headers: { 'content-type': 'application/json' },
  body: Buffer.from('{"error":"service unavailable"}'),
};

export const budget: Check = {
  name: 'budget',
  proves: 'It asks no more at once than its budget says, repeats nothing by itself, and ends in time.',
  between: 'anything',
  async run(trial) {
    const { files } = trial.options;
    const tries = files === null ? await triesAt503(trial) : await triesAtNobody(trial, files);
    demand(tries <= 1, `answered 503, it sends ${tries} requests: retries that no budget counts`);
    const atOnce = await demandConcurrency(trial);
    await demandEndsInTime(trial);
    return `${atOnce}; nothing is repeated behind the budget's back; an attempt ends when it is given up`;
  },
};

const triesAt503 = async (trial: Trial): Promise<number> =>
  (await trial.answerAll(UNAVAILABLE)).exchanges.length;

async function triesAtNobody(trial: Trial, files: MailboxProxy): Promise<number> {
  const command = await trial.fresh();
  files.beginFailing('unavailable');
  await trial.execute(command);
  const tries = files.exchanges.length;
  files.begin();
  return tries;
}

async function demandConcurrency(trial: Trial): Promise<string> {
  const count = Math.min(AT_ONCE_MAX, trial.connector.budget.concurrency);
  const commands = [];
  for (let at = 0; at < count; at++) commands.push(await trial.fresh());
  trial.line.begin();
  const results = await Promise.all(commands.map((command) => trial.execute(command)));
  const { underwayMax } = trial.line;
  const requests = trial.line.exchanges.length;
  trial.line.begin();
  demand(
    underwayMax <= count,
    `${plural(count, 'command')} at once make ${underwayMax} requests at once`,
  );
  const names = commands.map((command) => trial.nameOf(command));
  for (const [at, result] of results.entries()) {
    if (result.kind !== 'done') continue;
    const strangers = names.filter((name, other) => other !== at && saysName(result.facts, name));
    demand(strangers.length === 0, `the answer to ${names[at]} tells of ${strangers.join(', ')}`);
  }
  const each = (requests / count).toFixed(1);
  return `${plural(count, 'command')} at once make ${underwayMax} requests at once, ${each} for each`;
}

const saysName = (facts: readonly Parameters<typeof encoded>[0][], name: string): boolean =>
  facts.some((fact) => encoded(fact).includes(name));

/** The system takes the request and says nothing more; the attempt is given up. */
async function demandEndsInTime(trial: Trial): Promise<void> {
  const { line, connector, surroundings } = trial;
  const command = await trial.fresh();
  trial.sent.push(command);
  const given = new AbortController();
  line.begin(
    () => ({ kind: 'silence' }),
    () => given.abort(),
  );
  let late: NodeJS.Timeout | undefined;
  let isLate = false;
  given.signal.addEventListener('abort', () => {
    late = setTimeout(() => ((isLate = true), line.breakSilence()), surroundings.patienceMs);
  });
  try {
    await connector.execute(command, given.signal);
  } catch (error) {
    throw new Violation(`given up, execute threw ${textOf(error)}`);
  } finally {
    clearTimeout(late);
    line.breakSilence();
    line.begin();
  }
  demand(!isLate, `given up, it goes on waiting for more than ${surroundings.patienceMs} ms`);
}
