/** Checks of what a command does in the system: once, provably, and never for show. */
import type { Exchange, Treatment } from '../fault-proxy.ts';
import { demand, demandTruth, effectText, type Struck, type Trial } from '../trial.ts';
import { plural, type Check } from './check.ts';
import { demandWholeFiles } from './mailbox-checks.ts';

export const duplicates: Check = {
  name: 'duplicates',
  proves: 'The same command twice has one effect.',
  between: 'nothing',
  async run(trial) {
    const { command } = await trial.done();
    const once = await trial.specimen.effects(command);
    demand(once.whole === 1, `done once, ${effectText(once)} is there`);
    if (!trial.connector.proof.honoursKey) {
      const proof = await trial.prove(command);
      demand(
        proof.kind === 'applied',
        `the system knows no key, and the probe of what was done says ${proof.kind}`,
      );
      return 'the system knows no key: a repetition is prevented by the probe, which finds what was done';
    }
    const again = await trial.complete({ ...command });
    demand(again.kind === 'done', `the repetition is ${again.kind}`);
    const twice = await trial.specimen.effects(command);
    demand(twice.whole === 1, `sent twice under ${command.key}, ${effectText(twice)} is there`);
    return `sent twice under one key: done both times, ${effectText(twice)}`;
  },
};

export const lostReply: Check = {
  name: 'lost-reply',
  proves: 'When the answer is lost the connector is in doubt, and the probe tells the truth.',
  between: 'anything',
  async run(trial) {
    let withEffect = 0;
    let struckAll = 0;
    for await (const struck of trial.strikeEach({ kind: 'cut' })) {
      const when = `the answer to request ${struck.ordinal} was lost`;
      demandTruth(struck.result, struck.effects, when);
      await demandProbeTells(trial, struck, when);
      if (struck.result.kind === 'in-doubt' && struck.effects.whole > 0) withEffect += 1;
      struckAll += 1;
      await demandOnce(trial, struck, when);
    }
    demand(withEffect > 0, 'no lost answer left an effect and a doubt: the samples prove nothing');
    for await (const struck of trial.strikeEach({ kind: 'swallow' })) {
      const when = `request ${struck.ordinal} was lost on its way`;
      demandTruth(struck.result, struck.effects, when);
      await demandProbeTells(trial, struck, when);
      struckAll += 1;
      await demandOnce(trial, struck, when);
    }
    return (
      `${plural(struckAll, 'request')} or answers lost one by one: in doubt with the effect there ` +
      `${plural(withEffect, 'time')}, each probe true, each effect there once in the end`
    );
  },
};

async function demandProbeTells(trial: Trial, struck: Struck, when: string): Promise<void> {
  const { effects, command } = struck;
  const proof = await trial.prove(command);
  const seen = `the system's record shows ${effectText(effects)}`;
  if (proof.kind === 'applied') {
    demand(effects.whole > 0, `${when}: the probe says applied, and ${seen}`);
  } else {
    demand(effects.whole === 0, `${when}: the probe says ${proof.kind}, and ${seen}`);
  }
}

/** However it began, the command is done in the end, and once. */
async function demandOnce(trial: Trial, { command }: Struck, when: string): Promise<void> {
  const proof = await trial.prove(command);
  const end = proof.kind === 'applied' ? proof : await trial.complete(command);
  if (end.kind === 'refused') return;
  const effects = await trial.specimen.effects(command);
  demand(
    effects.whole === 1 && effects.begun === 0,
    `${when}: after it was brought to its end ${effectText(effects)} is there`,
  );
}

export const readBack: Check = {
  name: 'read-back',
  proves: 'Done is what the system’s own record shows, not what it answered.',
  between: 'anything',
  async run(trial) {
    const { command: model, exchanges } = await trial.clean();
    let believed = 0;
    for (const [index, exchange] of exchanges.entries()) {
      const ordinal = index + 1;
      const struck = await trial.strike(ordinal, (command) =>
        saidAgain(exchange, trial.nameOf(model), trial.nameOf(command)),
      );
      if (struck === null) break;
      const when = `request ${ordinal} was answered yes and never reached the system`;
      demandTruth(struck.result, struck.effects, when);
      believed += 1;
    }
    const last = await trial.strike(exchanges.length, { kind: 'cut' });
    if (last?.last === true) {
      const was = `the last of ${plural(exchanges.length, 'answer')} was lost`;
      demand(last.result.kind !== 'done', `${was}: it says done without having read it`);
    }
    const halved = trial.options.files === null ? 0 : await demandWholeFiles(trial);
    const half = halved === 0 ? '' : `, ${halved} made by halves`;
    return (
      `${plural(believed, 'request')} answered yes without reaching the system${half}, and the last answer ` +
      'lost: never called done without the effect'
    );
  },
};

/** What the system answered for another sample, as if it were about this one. */
function saidAgain({ answer }: Exchange, model: string, present: string): Treatment {
  if (answer === null) return { kind: 'swallow' };
  const text = answer.body.toString('utf8').replaceAll(model, present);
  return { kind: 'answer', answer: { ...answer, body: Buffer.from(text, 'utf8') } };
}
