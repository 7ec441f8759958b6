/** One system: what is in doubt or parked, what does not agree, and what its last sweep found. */
import { useRead } from '../../api/client.ts';
import { useNow } from '../../api/server-time.ts';
import { Card, Empty, Loaded } from '../../parts/surface.tsx';
import { Status, type StatusName } from '../../parts/status.tsx';
import { ACTS, ofNumbers, TableHead } from '../../parts/table-head.tsx';
import { InstanceLink, To } from '../../shell/link.tsx';
import { counted, moment, money, number } from '../../words/format.ts';
import { commandName, plain, systemName } from '../../words/names.ts';
import { Calls } from './calls.tsx';
import { ProbeButton, RetryButton } from '../record/probe.tsx';

export function SystemDetail({ system }: { system: string }) {
  return (
    <div className="grid">
      <Calls system={system} />
      <Comparison system={system} />
      <Stuck system={system} />
    </div>
  );
}

const STUCK = ['in-doubt', 'parked', 'failing'] as const;

function Stuck({ system }: { system: string }) {
  const now = useNow();
  const [doubt, parked, failing] = STUCK.map((status) =>
    // The list of states never changes its length: the hooks stay in their order.
    useRead('/v1/commands', { query: { system, status, limit: 50 } }),
  );
  const commands = [doubt, parked, failing].flatMap((query) => query?.data?.items ?? []);
  return (
    <Card
      span="c12"
      title={`${systemName(system)}: in doubt, parked, tried again`}
      aside={counted(commands.length, 'command')}
    >
      {commands.length === 0 ? (
        <Empty title="Every command to it was answered and read back." />
      ) : (
        <table className="stack">
          <TableHead
            columns={[
              'Command', 'State', ofNumbers('Sent'), 'Asked since', ofNumbers('Next'), ACTS,
            ]}
          />
          <tbody>
            {commands.map((command) => (
              <tr key={command.key}>
                <td className="w">
                  <b className="b">{commandName(command.id)}</b>
                  <span className="sub">
                    <InstanceLink instance={command.instance} />
                  </span>
                </td>
                <td data-l="State">
                  <Status name={command.status as StatusName} />
                </td>
                <td className="n" data-l="Sent">
                  {command.sentAt === null ? '—' : moment(command.sentAt, now)}
                </td>
                <td data-l="Asked since">
                  {counted(command.attempts, 'attempt')}, {counted(command.probes, 'probe')}
                  {command.detail === null ? null : <span className="sub wrap">{command.detail}</span>}
                </td>
                <td className="n" data-l="Next">
                  {command.nextAttemptAt === null ? '—' : moment(command.nextAttemptAt, now)}
                </td>
                <td>
                  {command.status === 'in-doubt' ? (
                    <ProbeButton command={command} />
                  ) : (
                    <RetryButton command={command} />
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p className="note">What is in doubt is probed, and never sent again blindly.</p>
    </Card>
  );
}

function Comparison({ system }: { system: string }) {
  const now = useNow();
  const report = useRead('/v1/systems/{system}/agreement', { path: { system } });
  return (
    <Card span="c5" title="Does it agree with what we know?">
      <Loaded query={report} what="The comparison">
        {({ objects, differences, silentLoss, sweep }) => (
          <>
            {sweep === null || sweep.activity === null ? null : (
              <p className="note">
                Sweeping: {plain(sweep.activity)}, {number(sweep.compared)} compared.
              </p>
            )}
            {objects.length === 0 ? (
              <Empty status="waiting" title="It was not compared yet.">
                A sweep compares what it can list.
              </Empty>
            ) : null}
            <table>
              <tbody>
                {objects.map((object) => (
                  <tr key={object.object}>
                    <td>
                      {plain(object.object)}
                      <span className="sub">compared {moment(object.comparedAt, now)}</span>
                    </td>
                    <td className="n">
                      <Status name="holds">{number(object.agreed)} agree</Status>
                    </td>
                    <td className="n">
                      {object.odd + object.missingHere + object.missingThere === 0 ? (
                        <span className="t3">0 differ</span>
                      ) : (
                        <Status name="broken">
                          {number(object.odd + object.missingHere + object.missingThere)} differ
                        </Status>
                      )}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
            <ul className="list">
              {differences.map((difference) => (
                <li key={`${difference.object} ${difference.number}`}>
                  <Status name={difference.inTransit ? 'in-transit' : 'broken'}>{''}</Status>
                  <span>
                    <To
                      to={`/find/${encodeURIComponent(difference.number.split('/')[0]!)}`}
                      className="b row"
                    >
                      {difference.number}
                    </To>
                    <br />
                    <span className="sub">{difference.cause}</span>
                  </span>
                  <span className="m">
                    {difference.atStake === null ? '' : money(difference.atStake)}
                    <br />
                    <span className="t3 sm">since {moment(difference.firstSeenAt, now)}</span>
                  </span>
                </li>
              ))}
              {silentLoss.map(({ channel, lost, lastSeenAt }) => (
                <li key={channel}>
                  <Status name="late">{''}</Status>
                  <span>
                    {number(lost)} {channel} came only by sweep
                  </span>
                  <span className="m t3 sm">last {moment(lastSeenAt, now)}</span>
                </li>
              ))}
            </ul>
          </>
        )}
      </Loaded>
    </Card>
  );
}
