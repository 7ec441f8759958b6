/** The two questions that open the page of an order or a return. */
import { Answer, Answers } from '../../parts/surface.tsx';
import type { StatusName } from '../../parts/status.tsx';
import { To } from '../../shell/link.tsx';
import { counted, duration, money, number, withMoments } from '../../words/format.ts';
import { commandName, roleName, systemName, systemShort, title } from '../../words/names.ts';
import { ProbeButton } from './probe.tsx';
import type { RecordReading } from './reading.ts';

interface Props {
  readonly reading: RecordReading;
  readonly why: (command: string) => void;
}

export const RecordAnswers = ({ reading, why }: Props) => (
  <Answers>
    <Waiting reading={reading} why={why} />
    <Agreement reading={reading} />
  </Answers>
);

function Waiting({ reading, why }: Props) {
  const { explanation, record, at, isPast } = reading;
  const question = isPast ? 'Why did it wait?' : 'Why is it waiting?';
  const doubt = record.commands.find(({ status }) => status === 'in-doubt');
  const held = explanation.commands.find(
    ({ whyNotSent, gates }) => whyNotSent !== null && gates.some(({ status }) => status !== 'cleared'),
  );
  const next = explanation.deadlines.toSorted((a, b) => Date.parse(a.dueAt) - Date.parse(b.dueAt))[0];
  const promise =
    next === undefined ? '' : ` ${title(next.milestone)} is due ${relative(Date.parse(next.dueAt) - at)}.`;
  if (doubt !== undefined) {
    const since = duration(Math.max(0, at - Date.parse(doubt.sentAt ?? doubt.issuedAt)));
    const next =
      doubt.nextAttemptAt === null ? '' : `; next probe ${relative(Date.parse(doubt.nextAttemptAt) - at)}`;
    return (
      <Answer
        question={question}
        status="in-doubt"
        sentence={`${systemName(doubt.system)} has not answered ${commandName(doubt.id)} for ${since}.`}
        why={
          'The effect is unknown, so it is probed and never sent again blindly: ' +
          `${counted(doubt.probes, 'probe')} so far${next}.`
        }
      >
        {isPast ? null : <ProbeButton command={doubt} />}
        <button type="button" className="btn s" onClick={() => why(doubt.id)}>
          Why?
        </button>
      </Answer>
    );
  }
  const open = explanation.cases[0];
  const sentence = withMoments(explanation.waiting, at);
  return (
    <Answer
      question={question}
      status={statusOf(reading)}
      sentence={sentence}
      why={
        open === undefined ? (
          `${explanation.settled ? 'Every step was taken and proved.' : 'Nobody needs to act.'}${promise}`
        ) : (
          <>
            {open.exposure === null ? '' : `${money(open.exposure)} depends on it. `}
            {open.playbook} <b className="b">{roleName(open.role)}</b> decides.
          </>
        )
      }
    >
      {isPast || open === undefined ? null : (
        <To className="btn p s" to={`/cases?instance=${encodeURIComponent(record.instance)}`}>
          {explanation.cases.length === 1 ? 'Open the case' : `Open its ${explanation.cases.length} cases`}
        </To>
      )}
      {held === undefined ? null : (
        <button type="button" className="btn s" onClick={() => why(held.id)}>
          Why?
        </button>
      )}
    </Answer>
  );
}

const relative = (ms: number): string => (ms >= 0 ? `in ${duration(ms)}` : `since ${duration(-ms)}`);

function statusOf({ explanation, record }: RecordReading): StatusName {
  if (explanation.settled) return 'done';
  const statuses = record.commands.map(({ status }) => status);
  if (statuses.includes('parked')) return 'parked';
  if (explanation.cases.some(({ kind }) => !kind.startsWith('late-'))) return 'blocked';
  if (explanation.deadlines.some(({ overdue }) => overdue) || explanation.cases.length > 0) return 'late';
  return statuses.includes('failing') ? 'failing' : 'waiting';
}

function Agreement({ reading }: { reading: RecordReading }) {
  const { explanation, isPast } = reading;
  const question = isPast ? 'Did the systems agree?' : 'Do the systems agree?';
  const { equations } = explanation;
  const broken = equations.filter(({ verdict }) => verdict === 'broken');
  const inTransit = equations.filter(({ verdict }) => verdict === 'in-transit');
  const holding = equations.length - inTransit.length;
  const [worst] = broken;
  if (worst === undefined) {
    const why =
      equations.length === 0
        ? 'Equations begin with the first line that a system has answered for.'
        : inTransit.length === 0
          ? `Each of the ${equations.length} terms was read from the system that owns it.`
          : `${inTransit.length} of ${equations.length} are in transit: an answer is on its way.`;
    return (
      <Answer
        question={question}
        status={equations.length === 0 ? 'waiting' : 'holds'}
        sentence={
          equations.length === 0
            ? 'There is nothing to compare yet.'
            : inTransit.length > 0
              ? `Nothing contradicts: ${number(holding)} of ${number(equations.length)} hold.`
              : `Yes: all ${number(equations.length)} equations hold.`
        }
        why={why}
      />
    );
  }
  const delta = number(worst.delta.replace('-', ''));
  const [left] = worst.left;
  const [right] = worst.right;
  const terms = `${left?.name ?? worst.name} and ${right?.name ?? 'the rest'}`;
  const stake = worst.atStake === null ? '' : `, ${money(worst.atStake)}`;
  return (
    <Answer
      question={question}
      status="broken"
      sentence={`No: ${terms} of ${worst.subject} differ by ${delta}${stake}.`}
      why={
        <>
          <b className="b">{systemName(worst.odd)} is odd.</b> {systemShort(left?.system ?? '')} says{' '}
          {number(left?.value ?? '0')} {left?.name}, {systemShort(right?.system ?? '')} says{' '}
          {number(right?.value ?? '0')} {right?.name}. {otherEquations(equations.length - broken.length)}
        </>
      }
    >
      <a className="btn p s" href="#equations">
        See what each system says
      </a>
    </Answer>
  );
}

const otherEquations = (count: number): string =>
  count === 0 ? '' : count === 1 ? 'The other equation holds.' : `The other ${number(count)} equations hold.`;
