/** What an erasure would make unreadable, what still needs it, and asking for it. */
import { api } from '../../api/request.ts';
import type { ErasurePreview } from '../../api/types.ts';
import { Act } from '../../parts/act.tsx';
import { Answer, Answers, Card, Empty } from '../../parts/surface.tsx';
import { ofNumbers, TableHead } from '../../parts/table-head.tsx';
import { InstanceLink } from '../../shell/link.tsx';
import { counted, number } from '../../words/format.ts';
import { factName, title } from '../../words/names.ts';

const unsettledText = (count: number): string =>
  count === 1 ? '1 record is not over and needs' : `${number(count)} records are not over and need`;

export function ErasureReach({ reach }: { reach: ErasurePreview }) {
  const { customer, customers, entity, facts, keys, messages, unsettledCount, unsettled } = reach;
  const count = facts.reduce((sum, each) => sum + each.count, 0);
  const isNothing = [keys, messages, reach.attachments, reach.quarantined].every((some) => some === 0);
  const others = customers.filter((each) => each !== customer);
  return (
    <>
      <Answers single>
        <Answer
          question={`May what tells of ${customer} be erased?`}
          status={isNothing ? 'done' : unsettledCount > 0 ? 'blocked' : 'waiting'}
          sentence={
            isNothing
              ? 'There is nothing to read any more.'
              : unsettledCount > 0
                ? `Not yet: ${unsettledText(unsettledCount)} it.`
                : `Yes, once two people agree: ${counted(keys, 'key')}, ${counted(messages, 'message')}, ` +
                  `${counted(reach.attachments, 'file')}.`
          }
          why={
            <>
              {others.length === 0 ? '' : `The same customer as ${others.join(', ')}. `}
              {unsettledCount === 0
                ? 'It cannot be taken back. Numbers, quantities and amounts stay; chains and totals hold.'
                : 'Not over: '}
              {unsettled.map((instance, index) => (
                <span key={instance}>
                  {index === 0 ? '' : ', '}
                  <InstanceLink instance={instance} />
                </span>
              ))}
            </>
          }
        >
          {isNothing ? null : (
            <Act
              label="Ask for the erasure"
              title={`Ask to erase ${customer}`}
              operation="erasePersonalData"
              explain={
                `What tells of ${customer} is unreadable for good from then on. Nothing happens before a ` +
                'second person agrees; what was sent to other systems is theirs to erase.'
              }
              does={(reason) => api.POST('/v1/erasures', { body: { entity, customer, reason } })}
              isDanger
            />
          )}
        </Answer>
      </Answers>
      <Card
        title="What would become unreadable"
        aside={`${counted(count, 'fact')} of ${counted(reach.instanceCount, 'record')}`}
      >
        {facts.length === 0 ? <Empty title="No fact holds anything that tells of a person." /> : null}
        {facts.length === 0 ? null : (
          <table className="stack">
            <TableHead columns={['Facts', ofNumbers('Count'), 'Members that read “erased” from then on']} />
            <tbody>
              {facts.map(({ type, count: some, members }) => (
                <tr key={type}>
                  <td className="b w2">{title(factName(type))}</td>
                  <td className="n" data-l="Count">
                    {number(some)}
                  </td>
                  <td className="w" data-l="Members">
                    {members.join(', ')}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        <p className="note">
          {counted(messages, 'raw message is', 'raw messages are')} emptied;{' '}
          {counted(reach.sharedMessages, 'other also carries', 'others also carry')} facts of other customers
          and {reach.sharedMessages === 1 ? 'stays' : 'stay'}.
        </p>
        <p className="note">
          {counted(reach.attachments, 'file beside cases is', 'files beside cases are')} emptied, name and
          bytes; {counted(reach.quarantined, 'entry of the quarantine', 'entries of the quarantine')} that
          nobody could read {reach.quarantined === 1 ? 'tells' : 'tell'} of this customer and{' '}
          {reach.quarantined === 1 ? 'is' : 'are'} discarded.
        </p>
      </Card>
    </>
  );
}
