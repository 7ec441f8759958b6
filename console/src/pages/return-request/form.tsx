/** The form of a request: its lines, its terms, and sending it once. */
import { useRef, useState, type ReactNode } from 'react';
import { useMutation } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { queryClient } from '../../api/client.ts';
import { api } from '../../api/request.ts';
import { refusalOf, useIdentity, useMay } from '../../api/session.ts';
import { Refusal } from '../../parts/act.tsx';
import { Answer, Answers, Card, PageHead } from '../../parts/surface.tsx';
import { pathOfOrder, pathOfReturn, To } from '../../shell/link.tsx';
import { useMoment } from '../../shell/moment.ts';
import { counted } from '../../words/format.ts';
import { title } from '../../words/names.ts';
import { contentOf, isAsked, type Draft, type DraftLine } from './draft.ts';
import { RequestLines } from './request-lines.tsx';

interface FormProps {
  readonly begin: Draft;
  readonly entity: string;
  /** The return that is stated anew; `null`: one is asked for. */
  readonly rma: string | null;
  readonly crumb: ReactNode;
}

export function RequestForm({ begin, entity, rma, crumb }: FormProps) {
  const [draft, write] = useState(begin);
  const [moment] = useMoment();
  const operation = rma === null ? 'requestReturn' : 'amendReturn';
  const may = useMay(operation);
  const { send, isSending, error } = useSending(entity, rma);
  const set = (part: Partial<Draft>): void => write({ ...draft, ...part });
  const change = (index: number, line: DraftLine): void =>
    set({ lines: draft.lines.with(index, line) });
  const asked = draft.lines.filter(isAsked).length;
  const act = rma === null ? 'Ask for the return' : 'State it anew';
  const why = !may
    ? refusalOf(operation)
    : moment.at !== null
      ? 'Nothing can be changed in the past.'
      : asked === 0
        ? 'Say how much comes back of one line at least.'
        : null;
  return (
    <>
      <PageHead crumb={crumb} title={rma === null ? 'Ask for a return' : `Amend ${rma}`}>
        <span className="t2">{draft.customer}</span>
      </PageHead>
      <Answers single>
        <Answer
          question="What happens then?"
          status="waiting"
          sentence={
            rma === null
              ? 'It is decided at once, line by line, and the goods are awaited.'
              : 'It is decided anew, as far as the goods have not come.'
          }
          why={
            'What may come back is said below by the rules of now. The decision itself is made under the ' +
            'lock of the billed lines, so that nobody gives the same goods back twice.'
          }
        />
      </Answers>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          send(draft);
        }}
      >
        <Card
          title="What comes back"
          aside={`${counted(asked, 'line')} of ${draft.lines.length}; base units`}
        >
          <RequestLines
            lines={draft.lines}
            inquiry={{ entity, customer: draft.customer, salesOrder: draft.salesOrder }}
            change={change}
          />
          <Terms draft={draft} hadOrder={begin.salesOrder !== ''} set={set} />
          {error === null ? null : (
            <div className="pad">
              <Refusal error={error} />
            </div>
          )}
          <div className="act">
            <button type="submit" className="btn p" disabled={why !== null || isSending} title={why ?? ''}>
              {isSending ? 'Sending' : act}
            </button>
            <To className="btn" to={rma === null ? pathOfOrder(begin.salesOrder) : pathOfReturn(rma)}>
              Leave it
            </To>
            {why === null ? null : <span className="t2">{why}</span>}
          </div>
        </Card>
      </form>
    </>
  );
}

interface TermsProps {
  readonly draft: Draft;
  readonly hadOrder: boolean;
  readonly set: (part: Partial<Draft>) => void;
}

/** What is asked for beside the lines. */
function Terms({ draft, hadOrder, set }: TermsProps) {
  const sites = useIdentity().session?.sites ?? [];
  return (
    <div className="pad tabs terms-of-return">
      {hadOrder ? null : (
        <label className="fld">
          Order that the goods were bought with
          <input
            value={draft.salesOrder}
            onChange={({ target }) => set({ salesOrder: target.value.trim() })}
          />
        </label>
      )}
      <label className="fld">
        The customer wants
        <select
          value={draft.resolution}
          onChange={({ target }) => set({ resolution: target.value as Draft['resolution'] })}
        >
          {['credit', 'replacement'].map((wish) => (
            <option key={wish} value={wish}>
              {title(wish)}
            </option>
          ))}
        </select>
      </label>
      <label className="fld">
        Their number of the request
        <input
          value={draft.customerReference}
          maxLength={60}
          onChange={({ target }) => set({ customerReference: target.value.trim() })}
        />
      </label>
      <label className="fld">
        Site that shall receive it
        {sites.length === 0 ? (
          <input
            value={draft.site}
            placeholder="any"
            onChange={({ target }) => set({ site: target.value.trim() })}
          />
        ) : (
          <select required value={draft.site} onChange={({ target }) => set({ site: target.value })}>
            <option value="">Choose one of yours</option>
            {sites.map((site) => (
              <option key={site} value={site}>
                {title(site)}
              </option>
            ))}
          </select>
        )}
      </label>
    </div>
  );
}

interface Sending {
  readonly send: (draft: Draft) => void;
  readonly isSending: boolean;
  readonly error: unknown;
}

/** Sends a request once: the same content goes under the same key, however often it is tried. */
function useSending(entity: string, rma: string | null): Sending {
  const [, navigate] = useLocation();
  const sent = useRef({ text: '', key: '' });
  const sending = useMutation({
    mutationFn: async (draft: Draft) => {
      const body = { entity, channel: 'desk' as const, ...contentOf(draft) };
      if (rma !== null) return api.PUT('/v1/returns/{rma}', { params: { path: { rma } }, body });
      const text = JSON.stringify(body);
      if (sent.current.text !== text) sent.current = { text, key: crypto.randomUUID() };
      return api.POST('/v1/returns', { params: { header: { 'Idempotency-Key': sent.current.key } }, body });
    },
    onSuccess: async ({ data }) => {
      await queryClient.invalidateQueries();
      navigate(pathOfReturn(data?.rma ?? rma ?? ''));
    },
  });
  return { send: sending.mutate, isSending: sending.isPending, error: sending.error };
}
