// The highest allowed level of each kind of task, and what is missing for autopilot.
import { curl } from '../commands.ts';
import { Page, Problem, use_read } from '../page.tsx';
import { levels, type Level, type Trust, type TrustRecord } from '../types.ts';
import { Said, host, use_commands } from '../ui.tsx';

export function TrustPage() {
  const { value, problem, again } = use_read<Trust>('trust');
  use_commands(() => [{ title: 'Trust records', suit: 'suit trust', curl: curl(host, '/api/trust') }]);
  return (
    <Page title="Trust" testid="trust">
      {problem && <Problem of={problem} again={again} />}
      {value && (
        <p class="muted">
          Autopilot is allowed for a kind of task once its record shows that it is right more than{' '}
          {percent(value.reliability)} of the time, at an error rate of at most {percent(value.error_rate)}. One
          failure revokes it.
        </p>
      )}
      {value?.foreign && (
        <p class="muted">
          The ledger's imported events are history, not evidence: <Said text={value.foreign} />
        </p>
      )}
      {value?.records.length === 0 && (
        <p class="empty">No decisions yet. Each decision by a person is evidence.</p>
      )}
      {value && value.records.length > 0 && <Records records={value.records} />}
    </Page>
  );
}

function Records({ records }: { records: readonly TrustRecord[] }) {
  return (
    <div class="table-box" tabIndex={0} role="region" aria-label="records">
      <table class="table">
        <thead>
          <tr>
            {['kind of task', 'proposer', 'highest level'].map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
            {['clean', 'failed', 'unread', 'autopilot', 'still needed'].map((title) => (
              <th key={title} scope="col" class="num">
                {title}
              </th>
            ))}
            <th scope="col">why</th>
          </tr>
        </thead>
        <tbody>
          {records.map((record) => (
            <Row key={`${record.proposer} ${record.version} ${record.kind} ${record.size}`} record={record} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ record }: { record: TrustRecord }) {
  return (
    <tr data-testid="trust-row">
      <th scope="row">
        <Said text={record.kind.replaceAll('_', ' ') + (record.size === 'small' ? '' : ` (${record.size})`)} />
      </th>
      <td>
        <Said text={record.proposer} />{' '}
        <span class="muted">
          <Said text={record.version} />
        </span>
      </td>
      <td>
        <LevelBar level={record.level} /> {record.level}
      </td>
      <td class="num">{record.clean}</td>
      <td class={`num ${record.failed ? 'minus' : ''}`}>{record.failed}</td>
      <td class="num">{record.unread}</td>
      <td class="num">{record.licensed}</td>
      <td class="num">{record.clean_needed || ''}</td>
      <td class="muted">
        <Said text={record.why} />
      </td>
    </tr>
  );
}

function LevelBar({ level }: { level: Level }) {
  return (
    <span class="level-bar" aria-hidden="true">
      {levels.map((one, at) => (
        <i key={one} class={at <= levels.indexOf(level) ? 'on' : ''} />
      ))}
    </span>
  );
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(2))}%`;
}
