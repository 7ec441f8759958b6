/** The parts of checks that only have a meaning where a system lives on files. */
import type { InboundMessage, OutboundCommand } from '../../../application/ports/connector.ts';
import type { MailboxFault } from '../../../application/ports/mailbox.ts';
import type { MailboxProxy } from '../mailbox-proxy.ts';
import { demand, demandTruth, type Trial } from '../trial.ts';
import { wordingOf } from './check.ts';

/** What a connector must call each fault of its mailbox: none of them is the system's own no. */
const CALLED: readonly (readonly [fault: MailboxFault, called: readonly string[]])[] = [
  ['unavailable', ['unavailable']],
  ['unauthorized', ['unauthorized']],
  ['refused', ['unavailable', 'malformed']],
];

/** Trouble with a mailbox is a fault without effect, and a probe in trouble knows nothing. */
export async function demandMailboxFaults(trial: Trial, files: MailboxProxy): Promise<string> {
  for (const [fault, called] of CALLED) {
    const command = await trial.fresh();
    files.beginFailing(fault);
    const result = await trial.execute(command);
    const proof = await trial.probe(command);
    files.begin();
    const when = `a mailbox that is ${fault}`;
    const said = result.kind === 'failed' ? result.fault : result.kind;
    demand(called.includes(said), `${when}: it says ${said}, not failed: ${called.join(' or ')}`);
    demandTruth(result, await trial.specimen.effects(command), when);
    // A command that was never begun may be known as absent without a look.
    const isBegun = files.exchanges.length > 0;
    demand(!isBegun || proof.kind === 'unknown', `${when}: the probe says ${proof.kind}`);
  }
  const unknown: OutboundCommand = { ...(await trial.fresh()), type: 'nobody.knows.v1' };
  files.begin();
  const result = await trial.execute(unknown);
  const said = result.kind === 'failed' ? result.fault : result.kind;
  demand(said === 'malformed', `a command that cannot be written says ${said}, not failed: malformed`);
  demand(files.exchanges.length === 0, 'a command that cannot be written touches the mailbox');
  return 'a mailbox that is away, locked or full is a fault, and so is a command that cannot be written';
}

/** A server that writes half of a file and says that all is well is found by reading it back. */
export async function demandWholeFiles(trial: Trial): Promise<number> {
  let count = 0;
  for await (const struck of trial.strikeEach({ kind: 'replace', replace: (answer) => answer })) {
    demandTruth(struck.result, struck.effects, `operation ${struck.ordinal} wrote half and said yes`);
    count += 1;
  }
  return count;
}

/** Places at which a genuine file is cut off. */
const CUTS = 20;

/** A file that was cut off, anywhere, says nothing of what the whole says. */
export function demandNoHalves(trial: Trial, message: InboundMessage): number {
  const { translate } = trial.connector;
  const whole = translate(message);
  demand(whole.kind === 'facts', `a genuine file is not understood but ${whole.kind}`);
  const said = new Set(whole.facts.map((fact) => `${fact.id} ${wordingOf(fact)}`));
  demand(said.size === whole.facts.length, 'a genuine file says one thing twice');
  for (let cut = 1; cut < CUTS; cut++) {
    const body = message.body.subarray(0, Math.floor((message.body.length * cut) / CUTS));
    const part = translate({ ...message, body });
    if (part.kind !== 'facts') continue;
    const half = part.facts.find((fact) => said.has(`${fact.id} ${wordingOf(fact)}`));
    demand(half === undefined, `a file cut off after ${body.length} bytes still says ${half?.type}`);
  }
  return CUTS - 1;
}
