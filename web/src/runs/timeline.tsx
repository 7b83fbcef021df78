// The stages of a task in order, with time, tokens and money.
import { useEffect } from 'preact/hooks';
import { curl, type Command } from '../commands.ts';
import { clock, duration, money, tokens } from '../format.ts';
import { Page, Problem, use_read } from '../page.tsx';
import { link_to } from '../route.ts';
import { on_ledger } from '../store.ts';
import type { EventId, Stage, TaskHistory, TaskSummary } from '../types.ts';
import { Name, Said, host, use_commands, with_commands } from '../ui.tsx';

function task_command(task: EventId): Command {
  return { title: `Task ${task}`, suit: `suit show ${task}`, curl: curl(host, `/api/tasks/${task}`) };
}

export function TasksPage() {
  const { value, problem, again } = use_read<{ tasks: TaskSummary[] }>('tasks', { limit: 100 });
  use_commands(() => [{ title: 'All tasks', suit: 'suit log', curl: curl(host, '/api/tasks?limit=100') }]);
  return (
    <Page
      title="Tasks"
      testid="tasks"
      tools={
        <button type="button" class="quiet" onClick={again}>
          Reload
        </button>
      }
    >
      {problem && <Problem of={problem} again={again} />}
      {value?.tasks.length === 0 && <p class="empty">No tasks yet.</p>}
      {value && value.tasks.length > 0 && (
        <div class="table-box" tabIndex={0} role="region" aria-label="tasks">
          <table class="table">
            <thead>
              <tr>
                <th scope="col">task</th>
                <th scope="col">text</th>
                <th scope="col">state</th>
                <th scope="col">level</th>
                <th scope="col">when</th>
                <th scope="col" class="num">
                  calls
                </th>
                <th scope="col" class="num">
                  tokens in
                </th>
                <th scope="col" class="num">
                  out
                </th>
                <th scope="col" class="num">
                  money
                </th>
              </tr>
            </thead>
            <tbody>
              {value.tasks.map((task) => (
                <tr
                  key={task.task}
                  data-testid="task-row"
                  {...with_commands(() => [task_command(task.name)])}
                >
                  <td>{task.name}</td>
                  <th scope="row">
                    <a href={link_to('task', task.task)}>
                      <Said text={task.text} />
                    </a>
                  </th>
                  <td>
                    <span class={`state ${task.state}`}>{task.state}</span>
                  </td>
                  <td>{task.level}</td>
                  <td>{clock(task.at_us)}</td>
                  <td class="num">{task.calls || ''}</td>
                  <td class="num">{tokens(task.tokens_in)}</td>
                  <td class="num">{tokens(task.tokens_out)}</td>
                  <td class="num">{money(task.money)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Page>
  );
}

export function TimelinePage({ task }: { task: number }) {
  const { value, problem, again } = use_read<TaskHistory>(`tasks/${task}`);
  // New stages are appended; nothing above moves.
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = on_ledger(() => {
      timer ??= setTimeout(() => {
        timer = undefined;
        again();
      }, 500);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [task]);
  use_commands(() => [task_command(value?.name ?? task)]);
  return (
    <Page
      title={
        <>
          <span class="muted">{value?.name}</span> {value && <Said text={value.text} />}
        </>
      }
      testid="timeline"
    >
      {problem && !value && <Problem of={problem} again={again} />}
      {value && (
        <>
          <p class="muted run-facts">
            <span>level {value.level}</span>
            <span>{clock(value.at_us)}</span>
            {value.scope.map((path) => (
              <span key={path} class="chip">
                <Name of={path} />
              </span>
            ))}
          </p>
          <Stages history={value} />
        </>
      )}
    </Page>
  );
}

interface Bar {
  left: number;
  width: number;
}

// Position of each stage on the common time scale, in percent. A stage is recorded when it ends.
export function bars_of(stages: readonly Stage[]): Bar[] {
  const start = Math.min(...stages.map((stage) => stage.at_us - stage.us));
  const end = Math.max(...stages.map((stage) => stage.at_us));
  const whole = Math.max(1, end - start);
  return stages.map((stage) => ({
    left: (100 * (stage.at_us - stage.us - start)) / whole,
    width: (100 * stage.us) / whole,
  }));
}

function Stages({ history }: { history: TaskHistory }) {
  const bars = bars_of(history.stages);
  const { total } = history;
  return (
    <div class="table-box" tabIndex={0} role="region" aria-label="stages">
      <table class="table stages">
        <thead>
          <tr>
            <th scope="col">stage</th>
            <th scope="col">what</th>
            <th scope="col" class="bar-column">
              when
            </th>
            <th scope="col" class="num">
              time
            </th>
            <th scope="col" class="num">
              tokens in
            </th>
            <th scope="col" class="num">
              out
            </th>
            <th scope="col" class="num">
              money
            </th>
          </tr>
        </thead>
        <tbody>
          {history.stages.map((stage, at) => (
            <StageRow key={stage.event + stage.stage} stage={stage} bar={bars[at]} task={history.task} />
          ))}
        </tbody>
        <tfoot>
          <tr>
            <td />
            <th scope="row">total</th>
            <td class="bar-column" />
            <td class="num">{duration(total.us)}</td>
            <td class="num">
              {tokens(total.tokens_in)}
              {total.tokens_cached ? <span class="muted"> ({tokens(total.tokens_cached)} cached)</span> : ''}
            </td>
            <td class="num">{tokens(total.tokens_out)}</td>
            <td class="num">{money(total.money)}</td>
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

function StageTitle({ stage, task }: { stage: Stage; task: number }) {
  const words = <Said text={stage.title} />;
  if (stage.stage === 'call')
    return (
      <a href={link_to('call', stage.event, { task })} data-testid="to-call">
        {words}
      </a>
    );
  if (stage.stage === 'check') return <a href={link_to('check', stage.event, { task })}>{words}</a>;
  if (stage.proposal ?? (stage.stage === 'proposal' ? stage.event : undefined))
    return <a href={link_to('review', stage.proposal ?? stage.event)}>{words}</a>;
  return words;
}

function StageRow({ stage, bar, task }: { stage: Stage; bar: Bar | undefined; task: number }) {
  return (
    <tr data-testid="stage" class={`stage ${stage.stage} ${stage.outcome ?? ''}`}>
      <td>
        <span class={`stage-name ${stage.stage}`}>{stage.stage}</span>
      </td>
      <th scope="row">
        <StageTitle stage={stage} task={task} />
        {stage.outcome && <span class={`state ${stage.outcome}`}>{stage.outcome.replaceAll('_', ' ')}</span>}
        {stage.detail && (
          <div class="muted stage-detail">
            <Said text={stage.detail} />
          </div>
        )}
      </th>
      <td class="bar-column">
        <span class="bar-track" aria-hidden="true">
          <i
            class={`bar ${stage.stage}`}
            style={{ left: `${Math.min(99.5, bar?.left ?? 0)}%`, width: `${bar?.width ?? 0}%` }}
          />
        </span>
      </td>
      <td class="num">{duration(stage.us)}</td>
      <td class="num">
        {tokens(stage.tokens_in)}
        {stage.tokens_cached ? <span class="muted"> ({tokens(stage.tokens_cached)} cached)</span> : ''}
      </td>
      <td class="num">{tokens(stage.tokens_out)}</td>
      <td class="num">{money(stage.money)}</td>
    </tr>
  );
}
