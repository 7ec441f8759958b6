/** Checks of how answers are read that are no success: each by what it means, none as another. */
import type { OutboundCommand } from '../../../application/ports/connector.ts';
import type { ProxyAnswer, Treatment } from '../fault-proxy.ts';
import { isMissing } from '../specimen.ts';
import { demand, demandTruth, effectText, textOf, type Trial } from '../trial.ts';
import { plural, type Check } from './check.ts';
import { demandMailboxFaults } from './mailbox-checks.ts';

/** The pause that the injected 429 asks for, in seconds: not one that anybody would guess. */
const RETRY_AFTER_SECONDS = 7;
/** Requests with credentials that were turned away: more may lock the account. */
const LOGINS_MAX = 3;

const HTML = '<!DOCTYPE html><html><body><h1>It works!</h1><p>nginx</p></body></html>';

const json = (status: number, body: unknown, more: Record<string, string> = {}): ProxyAnswer => ({
  status,
  headers: { 'content-type': 'application/json', ...more },
  body: Buffer.from(JSON.stringify(body)),
});

const html = (status: number): ProxyAnswer => ({
  status,
  headers: { 'content-type': 'text/html' },
  body: Buffer.from(HTML),
});

const TOO_MANY = json(429, { error: 'too many requests' }, { 'retry-after': String(RETRY_AFTER_SECONDS) });
const answering = (answer: ProxyAnswer): Treatment => ({ kind: 'answer', answer });

export const throttling: Check = {
  name: 'throttling',
  proves: '429 is a failure without effect, with the pause that the system asks for.',
  between: { http: 'files lie there or do not: a mailbox has no way to say "later"' },
  async run(trial) {
    const whole = await trial.answerAll(TOO_MANY);
    demandThrottled(whole.result, 'every request answered 429');
    demandTruth(whole.result, whole.effects, 'every request answered 429');
    let later = 0;
    for await (const struck of trial.strikeEach(answering(TOO_MANY))) {
      const when = `request ${struck.ordinal} answered 429`;
      demandTruth(struck.result, struck.effects, when);
      if (struck.result.kind === 'failed') demandThrottled(struck.result, when);
      later += 1;
    }
    await demandUnknown(trial, whole.command, TOO_MANY, '429');
    return (
      `429 injected at each of ${plural(later, 'request')}: ` +
      `throttled for ${RETRY_AFTER_SECONDS} s, the probe unknown`
    );
  },
};

function demandThrottled(result: Awaited<ReturnType<Trial['execute']>>, when: string): void {
  const said = result.kind === 'failed' ? `failed: ${result.fault}` : result.kind;
  demand(result.kind === 'failed' && result.fault === 'throttled', `${when}: it says ${said}`);
  const pause = result.retryAfterMs === undefined ? 'nothing' : `${result.retryAfterMs} ms`;
  demand(
    result.retryAfterMs === RETRY_AFTER_SECONDS * 1_000,
    `${when}: Retry-After: ${RETRY_AFTER_SECONDS} was read as ${pause}`,
  );
}

/** A probe that was not answered knows nothing: "absent" would have the command sent again. */
async function demandUnknown(
  trial: Trial,
  command: OutboundCommand,
  answer: ProxyAnswer,
  what: string,
  connector = trial.connector,
): Promise<void> {
  trial.proxy.begin(() => answering(answer));
  const proof = await trial.probe(command, connector);
  trial.proxy.begin();
  demand(proof.kind === 'unknown', `a probe that is answered ${what} says ${proof.kind}`);
}

export const refusalAndFault: Check = {
  name: 'refusal-and-fault',
  proves: 'A business no is refused, trouble is a fault by its class, and neither is taken for the other.',
  between: 'anything',
  async run(trial) {
    const said = await demandRefusal(trial);
    const { files } = trial.options;
    if (files !== null) return `${said}; ${await demandMailboxFaults(trial, files)}`;
    const down = await trial.answerAll(json(503, { error: 'service unavailable' }));
    demandFailed(down.result, 'unavailable', 'every request answered 503');
    await demandUnknown(trial, down.command, json(503, {}), '503');
    const command = await trial.fresh();
    const nobody = trial.options.connect({ url: await closedAddress() });
    demandFailed(await trial.execute(command, nobody), 'unavailable', 'nobody listens');
    const wrong = await trial.answerAll(html(400));
    demand(
      wrong.result.kind === 'failed' || wrong.result.kind === 'in-doubt',
      `every request answered 400: it says ${wrong.result.kind}`,
    );
    const broken = (): Treatment => ({ kind: 'replace', replace: () => html(500) });
    for await (const struck of trial.strikeEach(broken)) {
      demandTruth(struck.result, struck.effects, `request ${struck.ordinal} was done and answered 500`);
    }
    trial.proxy.begin();
    const unknown = await trial.execute({ ...(await trial.fresh()), type: 'nobody.knows.v1' });
    demandFailed(unknown, 'malformed', 'a command that the system cannot do');
    demand(trial.proxy.exchanges.length === 0, 'a command that the system cannot do is sent to it');
    return `${said}; 503 and a closed port are unavailable; 400, 500 and an unknown command are no refusals`;
  },
};

async function demandRefusal(trial: Trial): Promise<string> {
  const { refused } = trial.specimen;
  if (isMissing(refused)) return `no refusal was tried: ${refused.notApplicable}`;
  const command = await refused(trial.next());
  const result = await trial.complete(command);
  demand(result.kind === 'refused', `what the system must refuse is ${result.kind}`);
  demand(result.code !== '' && result.reason !== '', 'a refusal without code or reason helps nobody');
  const effects = await trial.specimen.effects(command);
  demand(effects.whole === 0, `it says refused, and ${effectText(effects)} is there`);
  const proof = await trial.prove(command);
  demand(proof.kind !== 'applied', 'the probe of a refused command says applied');
  return `refused as ${result.code}`;
}

function demandFailed(
  result: Awaited<ReturnType<Trial['execute']>>,
  fault: string,
  when: string,
): void {
  const said = result.kind === 'failed' ? `failed: ${result.fault}` : result.kind;
  const isIt = result.kind === 'failed' && result.fault === fault;
  demand(isIt, `${when}: it says ${said}, not failed: ${fault}`);
}

export const unauthorised: Check = {
  name: 'unauthorised',
  proves: 'Wrong credentials park at once, and a message with a wrong signature is turned away.',
  between: { http: 'a mailbox has one login, and one that fails is among the faults of refusal-and-fault' },
  async run(trial) {
    // On a connector of its own: one that was turned away may not knock again for a while.
    const turnedAway = trial.options.connect({});
    const turned = await trial.answerAll(json(401, { error: 'unauthorized' }), turnedAway);
    demandFailed(turned.result, 'unauthorized', 'every request answered 401');
    demandTruth(turned.result, turned.effects, 'every request answered 401');
    const tries = turned.exchanges.length;
    demand(tries <= LOGINS_MAX, `turned away, it tries ${tries} times: that may lock the account`);
    await demandUnknown(trial, turned.command, json(401, {}), '401', turnedAway);
    const said = [`401 parks after ${plural(tries, 'request')}`];
    const { wrongSecret } = trial.specimen;
    if (wrongSecret === true) said.push(await demandLockedOut(trial));
    else said.push(`no wrong secret was tried: ${wrongSecret.notApplicable}`);
    said.push(demandForgeryRejected(trial));
    return said.join('; ');
  },
};

async function demandLockedOut(trial: Trial): Promise<string> {
  const stranger = trial.options.connect({ secret: `not-${trial.options.run}` });
  const command = await trial.fresh();
  for (let tries = 1; ; tries++) {
    const result = await trial.execute(command, stranger);
    // Not the stranger's fault but the system's: it was down, or did not answer.
    const isTrouble =
      result.kind === 'in-doubt' ||
      (result.kind === 'failed' && (result.fault === 'unavailable' || result.fault === 'throttled'));
    if (isTrouble && tries < 30) {
      await trial.surroundings.wait(trial.connector.proof.settleAfterMs);
      continue;
    }
    demandFailed(result, 'unauthorized', 'with a wrong secret');
    const effects = await trial.specimen.effects(command);
    demand(effects.whole + effects.begun === 0, `with a wrong secret ${effectText(effects)} is there`);
    return 'a wrong secret does nothing';
  }
}

function demandForgeryRejected(trial: Trial): string {
  const { sign } = trial.specimen;
  if (isMissing(sign)) return `no forgery was tried: ${sign.notApplicable}`;
  const genuine = sign(Buffer.from('{}'));
  const forged = { ...genuine, body: Buffer.from('{"a":1}') };
  const bare = { headers: {}, body: genuine.body };
  for (const [what, message] of [['another body', forged], ['no signature', bare]] as const) {
    const { kind } = trial.connector.translate(message);
    demand(kind === 'rejected', `a message with ${what} is not rejected but ${kind}`);
  }
  return 'forged messages are rejected';
}

/** Falsified answers, by what is wrong with them. */
const FALSIFIED: readonly (readonly [string, (answer: ProxyAnswer) => ProxyAnswer])[] = [
  ['cut off', (answer) => ({ ...answer, body: answer.body.subarray(0, answer.body.length >> 1) })],
  ['an HTML page with status 200', () => html(200)],
  ['empty', (answer) => ({ status: answer.status, headers: {}, body: Buffer.alloc(0) })],
];

export const malformedAnswers: Check = {
  name: 'malformed-answers',
  proves: 'An answer that cannot be read is no success, no refusal, no absence and no silence.',
  between: { http: 'a mailbox answers by files alone: half files are struck by read-back and translation' },
  async run(trial) {
    let count = 0;
    for (const [what, replace] of FALSIFIED) {
      for await (const struck of trial.strikeEach({ kind: 'replace', replace })) {
        demandTruth(struck.result, struck.effects, `the answer to request ${struck.ordinal} was ${what}`);
        count += 1;
      }
    }
    const { command } = await trial.done();
    for (const [what, replace] of FALSIFIED) {
      trial.proxy.begin((ordinal) => (ordinal === 1 ? { kind: 'replace', replace } : { kind: 'pass' }));
      const proof = await trial.probe(command);
      trial.proxy.begin();
      demand(proof.kind !== 'absent', `the answer to a probe was ${what}: it says absent, and it is there`);
      demand(proof.kind !== 'refused', `the answer to a probe was ${what}: it says refused`);
      await demandNoStatement(trial, what, replace);
    }
    return (
      `${plural(count, 'answer')} cut off, emptied or replaced by HTML: ` +
      'no result is untrue, no statement is half'
    );
  },
};

async function demandNoStatement(
  trial: Trial,
  what: string,
  replace: (answer: ProxyAnswer) => ProxyAnswer,
): Promise<void> {
  const now = trial.surroundings.now();
  const window = { from: (now - 3_600_000) as typeof now, to: (now + 3_600_000) as typeof now };
  trial.proxy.begin(() => ({ kind: 'replace', replace }));
  const read = await trial.statement(window).then(
    (facts) => `answers ${plural(facts.length, 'fact')}`,
    (error: unknown) => textOf(error),
  );
  const isAsked = trial.proxy.exchanges.length > 0;
  trial.proxy.begin();
  demand(
    !isAsked || !read.startsWith('answers '),
    `every answer to a statement was ${what}: it ${read}, as if nothing had happened`,
  );
}

/** An address at which nobody listens: a port that was just given back. */
async function closedAddress(): Promise<string> {
  const { createServer } = await import('node:net');
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}
