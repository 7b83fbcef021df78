// How far each kind of task may go, and what is missing.
import { curl } from '../commands.ts';
import { Page, Problem, use_read } from '../page.tsx';
import { levels, type Trust } from '../types.ts';
import { Said, host, use_commands } from '../ui.tsx';

export function TrustPage() {
  const { value, problem, again } = use_read<Trust>('trust');
  use_commands([{ title: 'How far each kind may go', suit: 'suit trust', curl: curl(host, '/api/trust') }]);
  return (
    <Page title="Trust" testid="trust">
      {problem && <Problem of={problem} again={again} />}
      {value && <>
        <p class="muted">A kind of task may be applied unasked once its record shows that it is right more than {percent(value.reliability)} of
          the time, at a risk of error of at most {percent(value.error_rate)}. One failure takes it away.</p>
        {value.records.length === 0 ? <p class="empty">Nothing was decided yet. Each verdict of a person is evidence.</p> : (
          <div class="table-box" tabIndex={0} role="region" aria-label="records"><table class="table">
            <thead><tr><th scope="col">kind of task</th><th scope="col">proposer</th><th scope="col">may go as far as</th><th scope="col" class="num">clean</th>
              <th scope="col" class="num">failed</th><th scope="col" class="num">unread</th><th scope="col" class="num">licensed</th><th scope="col" class="num">still needed</th><th scope="col">why</th></tr></thead>
            <tbody>{value.records.map((record) => (
              <tr key={`${record.proposer} ${record.version} ${record.kind}`}>
                <th scope="row"><Said text={record.kind.replaceAll('_', ' ')} /></th>
                <td><Said text={record.proposer} /> <span class="muted"><Said text={record.version} /></span></td>
                <td><span class="level-bar" aria-hidden="true">{levels.map((level, at) => <i key={level} class={at <= levels.indexOf(record.level) ? 'on' : ''} />)}</span> {record.level}</td>
                <td class="num">{record.clean}</td><td class={`num ${record.failed ? 'minus' : ''}`}>{record.failed}</td><td class="num">{record.unread}</td><td class="num">{record.licensed}</td>
                <td class="num">{record.clean_needed || ''}</td><td class="muted"><Said text={record.why} /></td>
              </tr>
            ))}</tbody>
          </table></div>
        )}
      </>}
    </Page>
  );
}

function percent(share: number): string { return `${Number((share * 100).toFixed(2))}%`; }
