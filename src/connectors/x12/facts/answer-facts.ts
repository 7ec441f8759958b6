/** 997, 999, 824 and TA1: what a partner says of documents of ours. */
import { FACTS } from '../../../canonical/catalogue.ts';
import { LIMITS } from '../../../canonical/limits.ts';
import type { Segment } from '../read/interchange.ts';
import type { ApplicationAdvice, FunctionalAcknowledgement } from '../sets/acknowledgements.ts';
import type { Saying } from './saying.ts';

type Verdict = 'accepted' | 'accepted-with-errors' | 'rejected';

/** AK501, AK901: what is neither accepted nor accepted with errors is not accepted. */
const SYNTAX: Readonly<Record<string, Verdict>> = { A: 'accepted', E: 'accepted-with-errors' };

/** Last letter of OTI01. */
const CONTENT: Readonly<Record<string, Verdict>> = {
  A: 'accepted',
  C: 'accepted-with-errors',
  E: 'accepted-with-errors',
  P: 'rejected',
  R: 'rejected',
};

export function acknowledgementFacts(saying: Saying, answer: FunctionalAcknowledgement): void {
  const { segment, group, sets, set } = answer;
  const verdicts = [answer.verdict, ...sets.map(({ verdict }) => verdict)].map(
    (code) => SYNTAX[code] ?? 'rejected',
  );
  const findings = sets.flatMap((one) =>
    one.findings.map((finding) => `${one.set} ${one.control}: ${finding}`),
  );
  stateAnswer(saying, segment, { group, by: set, verdict: worst(verdicts), findings });
}

export function adviceFacts(saying: Saying, advice: ApplicationAdvice): void {
  const groups = new Set(advice.verdicts.map(({ group }) => group));
  for (const group of groups) {
    const verdicts = advice.verdicts.filter((one) => one.group === group);
    const [first] = verdicts as [(typeof verdicts)[number]];
    if (group === '') {
      saying.reader.object(first.segment, 'does not name the group that it speaks of (OTI08)');
      continue;
    }
    stateAnswer(
      saying,
      first.segment,
      {
        group,
        by: '824',
        verdict: worst(verdicts.map(({ verdict }) => CONTENT[verdict.slice(-1)] ?? 'rejected')),
        findings: verdicts.flatMap(({ findings }) => findings),
      },
      groups.size === 1 ? '' : `/${group}`,
    );
  }
}

/** TA1: only a refusal says something of what the interchange held. */
export function interchangeAnswerFacts(saying: Saying, segment: Segment): void {
  const [, control = '', , , verdict = '', code = ''] = segment.elements.map((value) =>
    value.trim(),
  );
  if (verdict !== 'R') return;
  stateAnswer(
    saying,
    segment,
    {
      group: control.replace(/^0+(?=\d)/, ''),
      by: 'TA1',
      verdict: 'rejected',
      findings: [`interchange ${control}: code ${code}`],
    },
    `/${control}`,
  );
}

function stateAnswer(
  saying: Saying,
  segment: Segment,
  answer: { group: string; by: string; verdict: Verdict; findings: readonly string[] },
  part = '',
): void {
  const findings = answer.findings
    .slice(0, LIMITS.findingsMax)
    .map((text) => text.slice(0, LIMITS.noteLengthMax));
  saying.state(
    FACTS.documentAcknowledged,
    segment,
    { ...answer, findings, system: saying.system },
    part,
  );
}

const ORDER: readonly Verdict[] = ['accepted', 'accepted-with-errors', 'rejected'];

const worst = (verdicts: readonly Verdict[]): Verdict =>
  verdicts.reduce((a, b) => (ORDER.indexOf(b) > ORDER.indexOf(a) ? b : a), 'accepted');
