/** How a system answered in the last hour, minute by minute. */
import { useRead } from '../../api/client.ts';
import { CallBars } from '../../charts/call-bars.tsx';
import { Card, Loaded, NoneYet } from '../../parts/surface.tsx';
import { systemName } from '../../words/names.ts';

export function Calls({ system }: { system: string }) {
  const calls = useRead('/v1/systems/{system}/calls', { path: { system } });
  return (
    <Card
      span="c7"
      title={`${systemName(system)}, calls per minute`}
      aside={
        <span className="key">
          <span>
            <i className="solid-ok" />
            answered
          </span>
          <span>
            <i className="solid-bad" />
            refused
          </span>
          <span>
            <i className="hatch-doubt" />
            no answer
          </span>
        </span>
      }
    >
      <Loaded query={calls} what="Its calls">
        {(data) =>
          data.calls.length === 0 ? (
            <NoneYet>Nothing was asked of it within the hour.</NoneYet>
          ) : (
            <div className="pad">
              <CallBars data={data} />
            </div>
          )
        }
      </Loaded>
    </Card>
  );
}
