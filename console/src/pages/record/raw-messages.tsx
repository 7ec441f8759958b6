/** The raw messages that carried the facts of a record, as they came. */
import { useRead } from '../../api/client.ts';
import { useNow } from '../../api/server-time.ts';
import { Icon } from '../../parts/icon.tsx';
import { Card, Empty, Loaded } from '../../parts/surface.tsx';
import { SystemFrame } from '../../parts/status.tsx';
import { counted, moment, number } from '../../words/format.ts';
import { systemShort } from '../../words/names.ts';

/** Text as people read it: indented where it is JSON. */
function readable(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 1);
  } catch {
    return body;
  }
}

export function RawMessages({ instance }: { instance: string }) {
  const now = useNow();
  const found = useRead('/v1/console/messages', { query: { instance } });
  const count = found.data?.items.length ?? 0;
  return (
    <Card title="Raw messages" aside={`${counted(count, 'message')}, kept as they came`}>
      <Loaded query={found} what="The raw messages">
        {({ items }) => (
          <>
            {items.length === 0 ? (
              <Empty status="waiting" title="No message brought a fact of it.">
                What was read by a sweep, or said by a person, has none.
              </Empty>
            ) : null}
            <ul className="list" aria-label="Raw messages">
              {items.map(({ source, messageId, receivedAt, bytes, facts, body }) => (
                <li key={`${source} ${messageId}`}>
                  <Icon name="messages" />
                  <details>
                    <summary className="wrap">
                      <SystemFrame>{systemShort(source)}</SystemFrame> <b className="b">{messageId}</b>{' '}
                      <span className="t2">
                        {counted(facts.length, 'fact')} of it, {number(bytes)} bytes
                      </span>
                    </summary>
                    <p className="t3 sm wrap">{facts.join(', ')}</p>
                    <pre className="raw" tabIndex={0}>
                      {readable(body)}
                    </pre>
                  </details>
                  <span className="m t3 sm nw">{moment(receivedAt, now)}</span>
                </li>
              ))}
            </ul>
          </>
        )}
      </Loaded>
    </Card>
  );
}
