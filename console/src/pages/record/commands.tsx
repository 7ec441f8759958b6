/** What we told other systems to do, and how we know that it was done. */
import { useState } from 'react';
import type { Command, ExplainedCommand } from '../../api/types.ts';
import { Proof } from '../../parts/proof.tsx';
import { Card, Empty } from '../../parts/surface.tsx';
import { Status, SystemFrame, type StatusName } from '../../parts/status.tsx';
import { ACTS, ofNumbers, TableHead } from '../../parts/table-head.tsx';
import { counted, moment } from '../../words/format.ts';
import { commandName, plain, systemShort } from '../../words/names.ts';
import { ProbeButton, RetryButton } from './probe.tsx';
import type { RecordReading } from './reading.ts';

/** Rows before the rest is folded. */
const SHOWN = 8;

interface Row {
  readonly id: string;
  readonly system: string;
  readonly command: Command | null;
  readonly explained: ExplainedCommand | null;
}

function rowsOf({ record, explanation }: RecordReading): readonly Row[] {
  const told = record.commands.toReversed().map((command): Row => {
    const explained = explanation.commands.find(
      ({ id, generation }) => id === command.id && generation === command.generation,
    );
    return { id: command.id, system: command.system, command, explained: explained ?? null };
  });
  const due = explanation.commands
    .filter(({ status, wanted }) => status === null && wanted)
    .map((explained): Row => ({ id: explained.id, system: explained.system, command: null, explained }));
  const isLoud = ({ command }: Row): boolean =>
    command !== null &&
    ['in-doubt', 'parked', 'failing', 'refused', 'sending', 'queued'].includes(command.status);
  const sorted = [...told.filter(isLoud), ...due, ...told.filter((row) => !isLoud(row))];
  return sorted;
}

interface Props {
  readonly reading: RecordReading;
  readonly why: (command: string) => void;
}

export function Commands({ reading, why }: Props) {
  const [isUnfolded, unfold] = useState(false);
  const rows = rowsOf(reading);
  const shown = isUnfolded ? rows : rows.slice(0, SHOWN);
  const isProved = ({ command, explained }: Row): boolean =>
    command?.status === 'done' && (explained === null || explained.whyNotSent === null);
  const proved = rows.filter(isProved).length;
  return (
    <Card
      title="Commands and their proof"
      aside={`${shown.length} of ${rows.length}, what needs a look first`}
    >
      {rows.length === 0 ? <Empty status="waiting" title="Nothing was told to another system yet." /> : null}
      <table className="stack">
        <TableHead
          columns={[
            'Command', 'To', 'State', 'Sent, answered, read back', 'Proof', ofNumbers('Sent'), ACTS,
          ]}
        />
        <tbody>
          {shown.map((row) => (
            <CommandRow
              key={`${row.id} ${row.command?.generation ?? ''}`}
              row={row}
              reading={reading}
              why={why}
              isFolded={!isUnfolded && isProved(row)}
            />
          ))}
        </tbody>
      </table>
      {!isUnfolded && proved > 0 ? (
        <p className="note only-m">
          {proved === rows.length ? 'All of them are' : counted(proved, 'other is', 'others are')} done and
          read back.
        </p>
      ) : null}
      {rows.length > SHOWN || proved > 0 ? (
        <p className={`foot-link ${rows.length > SHOWN ? '' : 'only-m'}`}>
          <button type="button" className="btn s" onClick={() => unfold(!isUnfolded)}>
            {isUnfolded ? 'Fewer' : `All ${rows.length}`}
          </button>
        </p>
      ) : null}
    </Card>
  );
}

interface RowProps extends Props {
  readonly row: Row;
  /** A phone shows what is proved once it is asked for. */
  readonly isFolded: boolean;
}

function CommandRow({ row, reading, why, isFolded }: RowProps) {
  const { command, explained } = row;
  const differs =
    command?.status === 'done' && explained !== null && explained.whyNotSent !== null && !explained.disputed;
  return (
    <tr className={isFolded ? 'only-d' : ''}>
      <td className="w b">
        {commandName(row.id)}
        {command !== null && command.generation > 1 ? (
          <span className="t3"> no. {command.generation}</span>
        ) : null}
      </td>
      <td data-l="To">
        <SystemFrame>{systemShort(row.system)}</SystemFrame>
      </td>
      <td data-l="State">
        {command === null ? (
          <Status name="not-due" />
        ) : differs ? (
          <Status name="broken">Done, differs now</Status>
        ) : (
          <Status name={command.status as StatusName} />
        )}
      </td>
      <td data-l="Proof">
        <Proof status={command?.status ?? ''} differs={differs} />
      </td>
      <td className="w t2">{proofText(row)}</td>
      <td className="n t2" data-l="Sent">
        {command === null || command.sentAt === null ? '—' : moment(command.sentAt, reading.at)}
      </td>
      <td>
        {reading.isPast ? null : command?.status === 'in-doubt' ? (
          <ProbeButton command={command} />
        ) : command?.status === 'parked' || command?.status === 'failing' ? (
          <RetryButton command={command} />
        ) : explained === null || explained.whyNotSent === null ? null : (
          <button type="button" className="btn s" onClick={() => why(row.id)}>
            Why?
          </button>
        )}
      </td>
    </tr>
  );
}

/** Begins with the name of a checkpoint, which is said in words. */
const plainly = (why: string): string => why.replace(/^[a-z]+(?:-[a-z]+)+(?= is )/, plain);

function proofText({ command, explained }: Row): string {
  if (command === null) return `Becomes due: ${plainly(explained?.whyNotSent ?? '')}`;
  const { status, attempts, probes, detail } = command;
  const told = detail === null ? '' : ` ${detail}`;
  const asked = probes > 0 ? ` and ${counted(probes, 'probe')}` : '';
  if (status === 'done') {
    if (explained !== null && explained.whyNotSent !== null)
      return `Read back as asked; ${explained.whyNotSent}.`;
    return attempts > 1 || probes > 0
      ? `Read back after ${counted(attempts, 'attempt')}${asked}.`
      : 'Read back at the first attempt.';
  }
  if (status === 'in-doubt') return `No answer. ${counted(probes, 'probe')}, no trace yet.${told}`;
  if (status === 'refused') return `The system said no.${told}`;
  if (status === 'withdrawn') return 'No longer due, and never sent.';
  if (status === 'compensated') return 'Done, then taken back.';
  return `${counted(attempts, 'attempt')}.${told}`;
}
