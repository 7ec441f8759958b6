/** Why a command has not left: its checkpoints, its facts, who owes what. */
import { Dialog } from '../../shell/dialog.tsx';
import { StatusShape, SystemFrame } from '../../parts/status.tsx';
import { moment } from '../../words/format.ts';
import { commandName, factName, systemShort, title } from '../../words/names.ts';
import type { RecordReading } from './reading.ts';

interface Props {
  readonly reading: RecordReading;
  readonly command: string | null;
  readonly close: () => void;
}

export function WhyDialog({ reading, command: id, close }: Props) {
  const { explanation, record, at } = reading;
  const command = explanation.commands.find((known) => known.id === id);
  return (
    <Dialog label="Why?" isOpen={command !== undefined} close={close}>
      {command === undefined ? null : (
        <div className="in">
          <h2>
            Why is {commandName(command.id)} {command.status === 'done' ? 'done' : 'not done'}?
          </h2>
          <p>{command.whyNotSent ?? 'It has left; nothing holds it.'}</p>
          <ul className="whyp" style={{ boxShadow: 'none' }}>
            {command.gates.map((gate) => (
              <li key={gate.name}>
                <StatusShape name={gate.status} />
                <span>
                  <b className="b">{title(gate.name)}</b> {gate.reason}
                  {record.timeline
                    .filter(({ fact }) => gate.facts.includes(fact))
                    .map(({ fact, type, source, occurredAt }) => (
                      <span key={fact} className="sub t3" style={{ display: 'block' }}>
                        <SystemFrame>{systemShort(source)}</SystemFrame> {factName(type)},{' '}
                        {moment(occurredAt, at)}
                      </span>
                    ))}
                </span>
              </li>
            ))}
            {command.gates.length === 0 ? (
              <li>It has no checkpoints: it leaves as soon as it is due.</li>
            ) : null}
          </ul>
          <button type="button" className="btn s" style={{ justifySelf: 'start' }} onClick={close}>
            Close
          </button>
        </div>
      )}
    </Dialog>
  );
}
