/** Codes that nobody has mapped: one meaning lets in everything that waited for it, previewed before. */
import { useState } from 'react';
import { useMutation } from '@tanstack/react-query';
import { dataOf } from '../../../../src/client/client.ts';
import { api } from '../../api/request.ts';
import type { CodePreview, MappedCode, WaitingCode } from '../../api/types.ts';
import { Act, Refusal } from '../../parts/act.tsx';
import { Card, Empty } from '../../parts/surface.tsx';
import { Status, SystemFrame } from '../../parts/status.tsx';
import { counted, number } from '../../words/format.ts';
import { factName, systemShort } from '../../words/names.ts';

interface Account {
  readonly code: string;
  readonly answer: MappedCode;
}

export function Codes({ codes }: { codes: readonly WaitingCode[] }) {
  // Kept here: a code is gone from the list once it is mapped, and its account is not.
  const [account, tell] = useState<Account | null>(null);
  return (
    <Card span="c6" title="Codes that nobody has mapped" aside="a meaning lets in what waited">
      {codes.length === 0 ? <Empty title="Every code that came has a meaning." /> : null}
      <ul className="list">
        {codes.map((code) => (
          <CodeRow key={`${code.system} ${code.list} ${code.code}`} code={code} tell={tell} />
        ))}
      </ul>
      {account === null ? null : (
        <p className="note" role="status">
          <span>
            <b className="b">{account.code}</b> means {account.answer.mapping.meaning ?? 'nothing'}:{' '}
            {counted(account.answer.redriven, 'message was', 'messages were')} let in,{' '}
            {number(account.answer.stillFaulty)} still wait for something else.
          </span>
        </p>
      )}
    </Card>
  );
}

interface RowProps {
  readonly code: WaitingCode;
  readonly tell: (account: Account) => void;
}

function CodeRow({ code, tell }: RowProps) {
  const [meaning, mean] = useState('');
  const { system, list, code: said } = code;
  const wanted = { system, list, code: said, meaning: meaning.trim() };
  return (
    <li>
      <Status name="quarantined">{''}</Status>
      <span>
        <b className="b">{said}</b> <span className="t2">of {list}</span>{' '}
        <SystemFrame>{systemShort(system)}</SystemFrame>
      </span>
      <Act
        label="Say what it means"
        title={`${said} of ${list} means`}
        operation="mapCode"
        explain="What waited for it is let in again at once, in the order in which it came."
        does={(reason) => api.POST('/v1/codes', { body: { ...wanted, reason } })}
        done={(answer) => tell({ code: said, answer: answer as MappedCode })}
        isReady={meaning.trim() !== ''}
      >
        <label className="fld">
          Meaning
          <input value={meaning} maxLength={64} onChange={(event) => mean(event.target.value)} />
        </label>
        <Preview key={meaning} wanted={wanted} />
      </Act>
    </li>
  );
}

function Preview({ wanted }: { wanted: { system: string; list: string; code: string; meaning: string } }) {
  const preview = useMutation({
    mutationFn: () => dataOf(api.POST('/v1/codes/preview', { body: wanted })),
  });
  return (
    <>
      <button
        type="button"
        className="btn s"
        style={{ justifySelf: 'start' }}
        disabled={wanted.meaning === '' || preview.isPending}
        onClick={() => preview.mutate()}
      >
        Preview what it lets in
      </button>
      {preview.data === undefined ? null : <Effects preview={preview.data} />}
      {preview.isError ? <Refusal error={preview.error} /> : null}
    </>
  );
}

/** Facts that would come in, by their type; and what would still wait, with its reason. */
function Effects({ preview }: { preview: CodePreview }) {
  const { examined, wouldComeIn, stillFaulty, complete, messages } = preview;
  const facts = Map.groupBy(
    messages.flatMap((message) => message.facts),
    ({ type }) => type,
  );
  const reasons = Map.groupBy(
    messages.flatMap(({ reason }) => reason ?? []),
    (reason) => reason,
  );
  return (
    <div aria-live="polite">
      <p>
        <b className="b">{number(wouldComeIn)}</b> of {counted(examined, 'waiting message')} would
        come in, {number(stillFaulty)} would still wait{complete ? '' : '; not all were looked at'}.
      </p>
      <ul>
        {[...facts].map(([type, some]) => (
          <li key={type} className="t2">
            {number(some.length)} {factName(type)}, for example {some[0]!.key}
          </li>
        ))}
        {[...reasons].map(([reason, some]) => (
          <li key={reason} className="t2">
            {number(some.length)} would wait: {reason}
          </li>
        ))}
      </ul>
    </div>
  );
}
