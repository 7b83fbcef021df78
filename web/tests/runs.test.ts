// Tasks while they run: what they ask, what they plan, their level, and stopping them; and the connection they come over.
import assert from 'node:assert/strict';
import { after } from 'node:test';
import { held } from './sample.ts';
import { ScriptedModel, type Answer } from './scripted_model.ts';
import { eventually, page_tests, type Workbench } from './workbench.ts';

const card = (bench: Workbench, state: string) => bench.page.locator(`[data-testid=run][data-state=${state}]`);

const replace_pause = (from: string, to: string) => `replace "pause ${from}" by "pause ${to}" in docs/note.md`;

// Two clean verdicts: with the settings below they license the mechanic's replacements for autopilot.
async function earn_a_licence(bench: Workbench): Promise<void> {
  for (const [from, to] of [
    ['1', '2'],
    ['2', '1'],
  ] as const) {
    const id = await bench.propose(replace_pause(from, to));
    const { run } = await bench.api(`proposals/${id}/apply`, { undecided: 'accept' });
    await bench.run_in(run, 'ended');
  }
}

const licensed = {
  settings: held.settings + '[trust]\nreliability = 0.5\nerror_rate = 0.5\n',
  files: { ...held.files, 'docs/note.md': 'pause 1\n' },
};

async function say_at_autopilot(bench: Workbench): Promise<void> {
  await bench.id('task-box').fill(replace_pause('1', '3'));
  await bench.id('slider').press('End');
  await bench.id('level-lines').filter({ hasText: /autopilot is allowed here/ }).waitFor();
  await bench.id('send').click();
  await card(bench, 'verifying').waitFor();
}

page_tests('a task that runs', (test) => {
  test(
    'its level can be lowered: it comes before the person instead of being applied',
    async (bench) => {
      await earn_a_licence(bench);
      await say_at_autopilot(bench);
      const level = card(bench, 'verifying').getByRole('slider');
      await level.focus();
      for (let i = 0; i < 2; ++i) await bench.page.keyboard.press('ArrowLeft');
      await card(bench, 'verifying').getByText('level chat').waitFor();
      assert.match((await level.getAttribute('aria-valuetext')) ?? '', /^chat/);
      bench.let_go();
      await eventually(async () => {
        const { runs } = await bench.api('runs');
        const now = runs.find((run: { text: string }) => run.text === replace_pause('1', '3'));
        assert.deepEqual([now?.state, now?.level], ['reviewing', 'chat']);
      });
      assert.match(bench.read('docs/note.md'), /pause 1/);
    },
    licensed,
  );

  test(
    'with its licence and its level left alone it is applied unasked',
    async (bench) => {
      await earn_a_licence(bench);
      await say_at_autopilot(bench);
      bench.let_go();
      await card(bench, 'ended').locator('[data-testid=outcome][data-status=applied]').first().waitFor();
      await eventually(() => assert.match(bench.read('docs/note.md'), /pause 3/));
    },
    licensed,
  );

  test(
    'stopped while its checks run, it ends and nothing has changed',
    async (bench) => {
      await bench.id('task-box').fill(replace_pause('1', '3'));
      await bench.id('send').click();
      const running = card(bench, 'verifying');
      await running.getByText('begun').waitFor();
      await running.getByTestId('stop').click();
      await card(bench, 'ended').getByText('Stopped.').waitFor();
      assert.match(bench.read('docs/note.md'), /pause 1/);
    },
    licensed,
  );

  test(
    'a question is answered with one key',
    async (bench) => {
      await bench.id('task-box').fill('rename old_name to taken');
      await bench.id('send').click();
      const question = bench.id('question');
      await question.waitFor();
      const choices = await question.getByTestId('choice').allInnerTexts();
      assert.ok(choices.length >= 2, choices.join());
      await bench.page.locator('#main').focus();
      await bench.page.keyboard.press('1');
      await question.waitFor({ state: 'detached' });
      const { runs } = await bench.api('runs');
      assert.notEqual(runs[0].state, 'asking');
    },
    { files: { 'src/other.c': 'int old_name;\nint taken;\n' } },
  );
});

// An agent that plans, asks, edits as it was told, and ends; a completion; a talker that never ends.
function script(request: string): Answer {
  const has = (words: string) => request.includes(words);
  if (has('make it better')) return { text: 'I begin\n', stalls: true };
  if (has('You continue a text file')) return { text: '```\n## Of lines\n```\n' };
  if (!has('The person changed the plan')) return { tool: ['plan', { steps: ['change everything'] }] };
  if (!has('once or twice')) return { tool: ['ask', { question: 'once or twice?', choices: ['once', 'twice'] }] };
  if (!has('is read twice'))
    return {
      tool: ['edit', { path: 'docs/guide.md', search: 'Each line is read once.', replace: 'Each line is read twice.' }],
    };
  return { tool: ['finish', { summary: 'lines are read twice' }] };
}
const model = await ScriptedModel.start(script);
const with_model = { settings: model.settings };

page_tests('a model that works', (test) => {
  after(() => model.close());

  test(
    "an agent's plan is read, changed and followed; its question is answered",
    async (bench) => {
      await bench.page.keyboard.press('Control+i');
      await bench.page.keyboard.type('say how often lines are read');
      await bench.id('no-checks').check();
      await bench.id('send').click();
      const plan = bench.id('plan').getByRole('textbox');
      await eventually(async () => assert.match(await plan.inputValue(), /change everything/));
      await plan.fill('change one sentence');
      await bench.page.keyboard.press('Control+Enter');
      await bench.id('choice').filter({ hasText: 'twice' }).click();
      const [run] = await eventually(async () => {
        const { runs } = await bench.api('runs');
        assert.equal(runs[0].state, 'reviewing', JSON.stringify(runs[0]));
        return runs;
      });
      await card(bench, 'reviewing').getByTestId('to-review').click();
      await bench.page.locator('.unit[aria-current] .row.plus', { hasText: 'Each line is read twice.' }).waitFor();
      assert.equal(run.level, 'agent');
      assert.ok(model.requests.some((request) => request.includes('change one sentence')));
    },
    with_model,
  );

  test(
    'what a model says is seen while it says it, and it can be stopped',
    async (bench) => {
      await bench.id('task-box').fill('make it better');
      await bench.id('send').click();
      const running = card(bench, 'proposing');
      await running.getByText('I begin').waitFor();
      await running.getByTestId('stop').click();
      await card(bench, 'ended').getByText('Stopped.').waitFor();
    },
    with_model,
  );

  test(
    'Tab in a file asks for what comes next there',
    async (bench) => {
      await bench.go('#/file/docs/guide.md?line=4');
      await bench.id('file-text').click();
      await bench.page.keyboard.press('Control+End');
      await bench.page.keyboard.press('Tab');
      const [run] = await eventually(async () => {
        const { runs } = await bench.api('runs');
        assert.equal(runs[0]?.state, 'reviewing', JSON.stringify(runs[0]));
        return runs;
      });
      assert.equal(run.level, 'complete');
      await bench.go(`#/review/${run.proposal}`);
      await bench.page.locator('.unit[aria-current] .row.plus', { hasText: '## Of lines' }).waitFor();
    },
    with_model,
  );
});

page_tests('the connection', (test) => {
  test('without the token the page says how to come in, and shows nothing', async (bench) => {
    bench.expect_problem(/401/);
    const stranger = await bench.page.context().browser()!.newContext();
    const page = await stranger.newPage();
    const answer = await page.goto(`http://127.0.0.1:${bench.served.port}/`);
    const text = await eventually(async () => {
      const said = await page.locator('body').innerText();
      assert.match(said, /suit serve/);
      return said;
    });
    assert.ok(!text.includes('guide.md') && !text.includes(bench.folder), text);
    assert.equal((await stranger.request.get(`http://127.0.0.1:${bench.served.port}/api/status`)).status(), 401);
    assert.ok(answer && [200, 401, 403].includes(answer.status()));
    await stranger.close();
  });

  test('a page that nobody sees lets its stream go, and knows what it missed when it is seen again', async (bench) => {
    await bench.page.clock.install();
    await bench.page.reload();
    await bench.ready();
    await bench.go('#/queue');
    const see = (hidden: boolean) =>
      bench.page.evaluate((is_hidden) => {
        Object.defineProperty(document, 'hidden', { configurable: true, get: () => is_hidden });
        document.dispatchEvent(new Event('visibilitychange'));
      }, hidden);
    await see(true);
    await bench.page.clock.fastForward(31_000);
    await bench.page.locator('[data-testid=connection][data-state=paused]').waitFor({ state: 'attached' });
    await bench.propose('replace "colour" by "color" in docs/guide.md');
    assert.equal(await bench.id('queue-item').count(), 0);
    await see(false);
    await bench.page.locator('[data-testid=connection][data-state=open]').waitFor({ state: 'attached' });
    await bench.id('queue-item').waitFor();
  });
});
