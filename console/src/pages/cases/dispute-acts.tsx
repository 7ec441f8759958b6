/** What a case about a customer's money asks for beyond a verdict: to open, classify or settle a dispute. */
import { useState, type ReactNode } from 'react';
import { api } from '../../api/request.ts';
import { useRead } from '../../api/client.ts';
import type { CaseDetail } from '../../api/types.ts';
import { Act } from '../../parts/act.tsx';
import { numberOf } from '../../shell/link.tsx';
import { money } from '../../words/format.ts';
import { plain, title } from '../../words/names.ts';
import { EvidencePack } from '../record/evidence-pack.tsx';

const CLASSIFICATIONS = [
  'price', 'shortage', 'damage', 'not-received', 'duplicate', 'returned', 'promotion', 'freight', 'tax',
  'unknown',
] as const;
type Classification = (typeof CLASSIFICATIONS)[number];

/** Cases of orders and returns of which part may be right: it is disputed, and a policy decides. */
const OPENS = new Set(['deduction-unusable', 'refund-uncovered', 'refund-without-goods', 'refund-currency']);
/** Cases that wait for what somebody posts by hand. */
const SETTLES = new Set(['to-credit', 'to-rebill', 'rebill-half-open']);
const DISPUTE = /\bDSP-[0-9A-Z]+/;

/** Whether a case asks for more than a verdict first. */
export const hasDisputeAct = ({ kind }: CaseDetail): boolean =>
  OPENS.has(kind) || SETTLES.has(kind) || kind === 'dispute-review';

interface Asked {
  readonly data: CaseDetail;
}

export function DisputeActs({ data }: Asked) {
  const [, kind] = data.instance.split('/');
  const dispute = kind === 'dispute' ? numberOf(data.instance) : (DISPUTE.exec(data.playbook)?.[0] ?? null);
  return (
    <>
      {OPENS.has(data.kind) ? <Open data={data} /> : null}
      {dispute !== null && data.kind === 'dispute-review' ? <Classify dispute={dispute} /> : null}
      {dispute !== null && SETTLES.has(data.kind) ? <Settle dispute={dispute} data={data} /> : null}
      {dispute === null ? null : <EvidencePack number={dispute} entity={data.entity} size="s" />}
    </>
  );
}

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly set: (value: string) => void;
  readonly isOptional?: boolean;
}

const Field = ({ label, value, set, isOptional = false }: FieldProps): ReactNode => (
  <label className="fld">
    {label}
    <input
      required={!isOptional}
      maxLength={64}
      value={value}
      onChange={(event) => set(event.target.value)}
    />
  </label>
);

function AboutWhat({ value, set }: { value: Classification; set: (value: Classification) => void }) {
  return (
    <label className="fld">
      What it is about
      <select value={value} onChange={(event) => set(event.target.value as Classification)}>
        {CLASSIFICATIONS.map((each) => (
          <option key={each} value={each}>
            {title(each)}
          </option>
        ))}
      </select>
    </label>
  );
}

function Classify({ dispute }: { dispute: string }) {
  const known = useRead('/v1/disputes/{dispute}', { path: { dispute } });
  const [classification, classify] = useState<Classification>('price');
  return (
    <Act
      label="Say what it is about"
      title="Say what it is about"
      operation="classifyDispute"
      explain={
        known.data === undefined
          ? 'The policy decides again by it.'
          : `It is taken for “${plain(known.data.classification)}” so far; the policy decides again by this.`
      }
      isMain
      does={(reason) =>
        api.POST('/v1/disputes/{dispute}/classification', {
          params: { path: { dispute } },
          body: { classification, reason },
        })
      }
    >
      <AboutWhat value={classification} set={classify} />
    </Act>
  );
}

function Settle({ dispute, data }: Asked & { dispute: string }) {
  const isRebill = data.kind !== 'to-credit';
  const [creditMemo, credit] = useState('');
  const [reversal, reverse] = useState('');
  const [invoice, bill] = useState('');
  const [amount, state] = useState(data.exposure?.amount ?? '');
  const currency = data.exposure?.currency ?? '';
  return (
    <Act
      label="Tell what was posted"
      title="Tell what was posted"
      operation="settleDispute"
      explain={
        isRebill
          ? 'The reversal and the new invoice are one: the ledger has told both, or nothing is taken.'
          : `The credit memo for ${dispute}, as the ledger numbered it.`
      }
      needsReason={false}
      isMain
      does={() =>
        api.POST('/v1/disputes/{dispute}/settlement', {
          params: { path: { dispute } },
          body: {
            ...(isRebill ? { how: 'rebill', reversal, invoice } : { how: 'credit', creditMemo }),
            amount: { amount, currency },
          },
        })
      }
    >
      {isRebill ? (
        <>
          <Field label="Number of the reversal" value={reversal} set={reverse} />
          <Field label="Number of the new invoice" value={invoice} set={bill} />
        </>
      ) : (
        <Field label="Number of the credit memo" value={creditMemo} set={credit} />
      )}
      <Field label={`What the customer owes less, ${currency}`} value={amount} set={state} />
    </Act>
  );
}

/** An invoice that the case names. */
const INVOICE = /\bINV-[\w-]+/;

function Open({ data }: Asked) {
  const [invoice, name] = useState(INVOICE.exec(data.text)?.[0] ?? '');
  const [classification, classify] = useState<Classification>('unknown');
  const [amount, state] = useState(data.exposure?.amount ?? '');
  const currency = data.exposure?.currency ?? '';
  return (
    <Act
      label="Open a dispute"
      title="Open a dispute"
      operation="openDispute"
      explain={
        'The evidence of the order becomes a part of it, and a policy decides what is right' +
        `${data.exposure === null ? '' : ` of ${money(data.exposure)}`}. ` +
        'What you write is what the customer says.'
      }
      does={(text) =>
        api.POST('/v1/disputes', {
          body: {
            invoice,
            entity: data.entity,
            kind: data.kind === 'deduction-unusable' ? 'deduction' : 'dispute',
            classification,
            amount: { amount, currency },
            text,
          },
        })
      }
    >
      <Field label="Invoice" value={invoice} set={name} />
      <Field label={`Amount, ${currency}`} value={amount} set={state} />
      <AboutWhat value={classification} set={classify} />
    </Act>
  );
}
