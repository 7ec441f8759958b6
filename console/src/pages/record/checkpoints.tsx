/** May the next thing leave? Every checkpoint with its reason and the facts that it rests on. */
import type { ExplainedCommand } from '../../api/types.ts';
import { Card, Empty } from '../../parts/surface.tsx';
import { StatusShape, StatusTag, SystemFrame } from '../../parts/status.tsx';
import { moment } from '../../words/format.ts';
import { commandName, plain, systemShort, title } from '../../words/names.ts';
import type { RecordReading } from './reading.ts';

/** The command whose checkpoints matter now: one that is held; else the last invoice. */
export function gated(commands: readonly ExplainedCommand[]): ExplainedCommand | undefined {
  const withGates = commands.filter(({ gates }) => gates.length > 1);
  const isHeld = ({ gates }: ExplainedCommand): boolean => gates.some(({ status }) => status !== 'cleared');
  return withGates.findLast(isHeld) ?? withGates.at(-1);
}

/** What people call it that a command brings about. */
const BROUGHT_ABOUT: Readonly<Record<string, string>> = {
  'post-invoice': 'invoiced',
  'post-credit': 'credited',
  'arrange-transport': 'handed to the carrier',
  'release-shipping-order': 'sent to the warehouse',
};

/** `May SH-1 be invoiced?` */
function questionOf(id: string, isDone: boolean): string {
  const [kind = '', ...rest] = id.split(':');
  const done = BROUGHT_ABOUT[kind];
  const about = rest[0] ?? '';
  if (done === undefined || about === '') {
    return isDone ? `Why ${commandName(id)} was allowed` : `May ${commandName(id)} leave?`;
  }
  return isDone ? `Why ${about} was ${done}` : `May ${about} be ${done}?`;
}

interface Props {
  readonly reading: RecordReading;
  readonly why: (command: string) => void;
}

export function Checkpoints({ reading, why }: Props) {
  const { explanation, at } = reading;
  const command = gated(explanation.commands);
  if (command === undefined) {
    return (
      <Card span="c7" title="Checkpoints">
        <Empty status="waiting" title="Nothing is ready for a checkpoint yet.">
          An invoice has five: release approved, shipment confirmed, price validated, tax answered, no open
          exception.
        </Empty>
      </Card>
    );
  }
  const { gates } = command;
  const cleared = gates.filter(({ status }) => status === 'cleared').length;
  const next = explanation.deadlines[0];
  const isDone = command.status === 'done';
  return (
    <Card
      span="c7"
      title={questionOf(command.id, isDone)}
      aside={`${cleared} of ${gates.length} checkpoints cleared`}
    >
      <ul className="list ck">
        {gates.map((gate) => (
          <li key={gate.name} className={gate.status === 'waiting' ? 'late' : gate.status}>
            <StatusShape name={gate.status} />
            <span>
              <b className="b">{title(gate.name)}</b>{' '}
              {gate.status === 'cleared' ? null : <StatusTag name={gate.status} />}
              <br />
              <span className="sub">{gate.reason}</span>
            </span>
            <span className="m">
              <GateOwner reading={reading} facts={gate.facts} />
            </span>
          </li>
        ))}
      </ul>
      <p className="note">
        {command.whyNotSent === null ? (
          'It has left and is proved.'
        ) : (
          <>
            <button type="button" className="btn s" onClick={() => why(command.id)}>
              Why?
            </button>
            {command.whyNotSent}
          </>
        )}
        {next === undefined ? '' : ` ${title(plain(next.milestone))} is due ${moment(next.dueAt, at)}.`}
      </p>
    </Card>
  );
}

/** The system whose fact a gate rests on, and when it said it. */
export function GateOwner({ reading, facts }: { reading: RecordReading; facts: readonly string[] }) {
  const { record, at } = reading;
  const fact = record.timeline.find(({ fact: name }) => facts.includes(name));
  return (
    <>
      <SystemFrame>{fact === undefined ? 'Crossdock' : systemShort(fact.source)}</SystemFrame>
      <br />
      <span className="t3 sm">{fact === undefined ? '' : moment(fact.occurredAt, at)}</span>
    </>
  );
}
