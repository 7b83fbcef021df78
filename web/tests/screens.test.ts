// The screens beside the review: history, files, queue, a task's timeline, commands; and what holds for all of them: no
// violation that axe knows, no sideways scrolling, nothing that runs which should only be read.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { after } from 'node:test';
import { held, rename } from './sample.ts';
import { ScriptedModel } from './scripted_model.ts';
import { eventually, page_tests, type Workbench } from './workbench.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

async function is_accessible(bench: Workbench, where: string): Promise<void> {
  // Evaluated as the browser's own tools do it: the page's policy takes no such script.
  await bench.page.evaluate(axe);
  const found = await bench.page.evaluate(async () => {
    const { violations } = await (window as any).axe.run({ resultTypes: ['violations'] });
    return violations
      .filter((one: any) => one.impact === 'serious' || one.impact === 'critical')
      .map((one: any) => `${one.id}: ${one.nodes.map((node: any) => node.target).join(' ')}`);
  });
  assert.deepEqual(found, [], where);
}

async function fits(bench: Workbench, where: string): Promise<void> {
  const wide = await bench.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wide <= 0, `${where} is ${wide} px wider than the screen`);
}

// Some of everything: one change applied, one pending.
async function furnish(bench: Workbench): Promise<{ applied: number; pending: number }> {
  const applied = await bench.propose('replace "colour" by "color" in docs/guide.md');
  const { run } = await bench.api(`proposals/${applied}/apply`, { undecided: 'accept' });
  await bench.run_in(run, 'ended');
  return { applied, pending: await bench.propose(rename) };
}

const screens = (pending: number): [string, string][] => [
  ['now', '#/'],
  ['queue', '#/queue'],
  ['review', `#/review/${pending}`],
  ['tasks', '#/tasks'],
  ['task', '#/task/1'],
  ['history', '#/history'],
  ['files', '#/file'],
  ['file', '#/file/src/main.c'],
  ['trust', '#/trust'],
  ['ask', '#/ask?q=' + encodeURIComponent('where is a colour read?')],
  ['wiki', '#/wiki'],
];

async function visit(bench: Workbench, look: (where: string) => Promise<void>): Promise<void> {
  const { pending } = await furnish(bench);
  for (const [name, hash] of screens(pending)) {
    await bench.go(hash);
    if (name === 'review') await bench.page.locator('.unit[aria-current]').waitFor();
    if (name === 'file') await bench.id('file-text').waitFor();
    if (name === 'task') await bench.id('stage').first().waitFor();
    if (name === 'ask') await bench.id('passage').first().waitFor();
    if (name === 'wiki') await bench.id('wiki-page').waitFor();
    if (name === 'history') await bench.id('history-item').first().waitFor();
    await bench.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    await look(name);
    await bench.shot(`${name} ${await bench.page.evaluate(() => innerWidth)}`);
  }
}

page_tests('screens', (test) => {
  for (const scheme of ['light', 'dark'] as const)
    test(`every screen can be read by everybody, ${scheme}`, (bench) => visit(bench, (where) => is_accessible(bench, where)), { scheme });
  for (const [name, size] of [
    ['390 px', { width: 390, height: 844 }],
    ['1280 px', { width: 1280, height: 800 }],
    ['200% zoom', { width: 640, height: 400, scale: 2 }],
  ] as const)
    test(`no screen scrolls sideways at ${name}`, (bench) => visit(bench, (where) => fits(bench, where)), size);

  test('the whole job by keyboard alone: say, review, apply, undo', async (bench) => {
    const key = (name: string) => bench.page.keyboard.press(name);
    await key('Control+l');
    await bench.page.keyboard.type('replace "line" by "row" in docs/guide.md');
    await key('Enter');
    await bench.page.locator('.unit[aria-current]').waitFor();
    await eventually(async () => assert.equal((await bench.api('runs')).runs[0].state, 'reviewing'));
    await key('A');
    await key('x');
    await bench.id('apply-confirm').waitFor();
    await key('Enter');
    await bench.id('result').locator('[data-testid=outcome][data-status=applied]').waitFor();
    assert.match(bench.read('docs/guide.md'), /colour of a row/);
    await bench.go('#/history');
    await bench.id('undo').first().focus();
    await key('Enter');
    await bench.id('undo-preview').waitFor();
    await bench.page.locator('[data-testid=undo-confirm]:enabled').focus(); // once it is known what it will do
    await key('Enter');
    await eventually(() => assert.match(bench.read('docs/guide.md'), /colour of a line/));
  });

  test('undo and redo show first what they will do', async (bench) => {
    await furnish(bench);
    await bench.go('#/history');
    await bench.id('undo').first().click();
    const preview = bench.id('undo-preview');
    await preview.getByText('docs/guide.md').first().waitFor();
    assert.match(await preview.innerText(), /The colour of a line does not matter/);
    assert.match(bench.read('docs/guide.md'), /color/);
    await bench.id('undo-confirm').click();
    await eventually(() => assert.match(bench.read('docs/guide.md'), /colour/));
    await bench.id('redo').first().click();
    await preview.waitFor();
    await bench.id('undo-confirm').click();
    await eventually(() => assert.match(bench.read('docs/guide.md'), /color /));
  });

  test('lines that are selected in a file become the scope, and only they change', async (bench) => {
    await bench.page.keyboard.press('Control+p');
    await bench.id('quick-input').fill('guide');
    await bench.id('quick-open').getByText('docs/guide.md').first().waitFor();
    await bench.page.keyboard.press('Enter');
    await bench.id('file-text').click();
    await bench.page.keyboard.press('Control+Home');
    for (let i = 0; i < 3; ++i) await bench.page.keyboard.press('Shift+ArrowDown');
    await bench.page.keyboard.press('Control+k');
    await bench.id('scope-chip').getByText(/docs\/guide\.md:1-[34]/).waitFor();
    await bench.page.keyboard.type('replace "line" by "row"');
    await bench.page.keyboard.press('Enter');
    const proposal = await eventually(async () => {
      const [run] = (await bench.api('runs')).runs;
      assert.equal(run?.state, 'reviewing');
      return run.proposal as number;
    });
    await bench.api(`proposals/${proposal}/apply`, { undecided: 'accept' });
    await eventually(() => assert.match(bench.read('docs/guide.md'), /colour of a row[\s\S]*Each line/));
  });

  test('what the command line proposes is in the queue at once, and what it decides leaves it', async (bench) => {
    await bench.go('#/queue');
    const ran = bench.suit('do', '--no-checks', rename);
    assert.equal(ran.code, 3, ran.err);
    await bench.id('queue-item').getByText('rename parse_line to parse_record').waitFor();
    await bench.page.locator('[data-testid=queue-count]', { hasText: '1' }).waitFor();
    bench.suit('review', '2', '--reject', 'no');
    await bench.id('queue-item').waitFor({ state: 'detached' });
  });

  test('the commands that are shown do what the page does', async (bench) => {
    await furnish(bench);
    await bench.go('#/history');
    await bench.id('history-item').first().waitFor();
    await bench.page.keyboard.press('.');
    await bench.id('commands').locator('code', { hasText: '/api/history' }).first().waitFor();
    await bench.id('commands').locator('code', { hasText: /^suit undo/ }).first().waitFor();
    const lines = await bench.id('commands').locator('code').allInnerTexts();
    const line = (begin: RegExp) => lines.find((one) => begin.test(one)) ?? assert.fail(`${begin} is not in ${lines.join('\n')}`);
    assert.equal((await bench.shell(line(/^suit undo(?!.*dry)/))).code, 0);
    assert.match(bench.read('docs/guide.md'), /colour/);
    const asked = await bench.shell(line(/^curl .*\/api\/history/));
    assert.equal(JSON.parse(asked.out).applications.length, 2, asked.err);
  });

  test('names and texts of files are shown, never run', async (bench) => {
    await bench.propose('replace "old" by "new" in odd/*');
    await bench.go('#/review/2');
    await bench.page.locator('.unit[aria-current]').waitFor();
    const shown = await bench.page.locator('.unit[aria-current]').innerText();
    for (const hidden of ['\u202e', '\u001b', '\u200b']) assert.ok(!shown.includes(hidden), 'what is invisible is marked');
    assert.match(shown, /<script>/);
    await bench.go('#/file');
    await bench.id('entry').first().waitFor();
    assert.equal(await bench.page.evaluate(() => (window as any).owned), undefined);
    assert.equal(await bench.page.locator('img[src=x]').count(), 0);
  }, { files: { 'odd/<img src=x onerror=window.owned=1>\n.txt': 'old <script>window.owned=1</script> \u202e\u001b[31m\u200b\n' } });
});

page_tests('others', (test) => {
  test('two pages agree, and a second person is told instead of overruled', async (bench) => {
    const id = await bench.propose(rename);
    const other = await bench.tab(`#/review/${id}`);
    await bench.go(`#/review/${id}`);
    for (const page of [bench.page, other]) await page.locator('.unit[aria-current][data-unit="0"]').waitFor();
    await bench.page.keyboard.press('a');
    await other.locator('.unit[data-unit="0"] .unit-state', { hasText: 'accepted' }).waitFor();
    // Marked behind the page's back, between what it knows and what it sends.
    await other.route('**/marks', async (route) => {
      await bench.api(`proposals/${id}/marks`, { revision: 1e9, marks: [{ unit: 1, mark: 'rejected', reason: 'mine' }] });
      await route.continue();
    });
    bench.expect_problem(/409/);
    await other.keyboard.press('j');
    await other.locator('.unit[aria-current][data-unit="1"]').waitFor();
    await other.keyboard.press('a');
    await other.getByText(/somebody else/i).first().waitFor();
    assert.equal((await bench.api(`proposals/${id}`)).marks.find((one: { unit: number }) => one.unit === 1).mark, 'rejected');
  });

  test('the address lets one browser in, in every tab and after a reload, and no other', async (bench) => {
    const home = `http://127.0.0.1:${bench.served.port}/`;
    assert.ok(!bench.page.url().includes('code='));
    assert.deepEqual(await bench.context.cookies(), []);
    await bench.page.reload();
    await bench.ready();
    const plain = await bench.context.newPage();
    await plain.goto(home + '#/history');
    await bench.ready(plain);
    await plain.goto(bench.served.url); // again, where the page is already
    await plain.waitForURL(home);
    await bench.ready(plain);
    const other = await bench.context.browser()!.newContext();
    const stranger = await other.newPage();
    await stranger.goto(bench.served.url);
    assert.match(await stranger.getByRole('alert').innerText(), /once/);
    await stranger.goto(home);
    assert.match(await stranger.getByRole('alert').innerText(), /suit serve/);
    await other.close();
  });

  test('a file that changes on disk meanwhile is marked, never overwritten, and can be merged', async (bench) => {
    const id = await bench.propose('replace "colour" by "color" in docs/guide.md');
    bench.write({ 'docs/guide.md': bench.read('docs/guide.md') + 'Mine.\n' });
    await bench.go(`#/review/${id}`);
    await bench.id('outside').first().waitFor();
    await bench.page.keyboard.press('A');
    await bench.page.keyboard.press('x');
    await bench.id('apply-confirm').waitFor();
    await bench.page.keyboard.press('Enter');
    const merged = await eventually(async () => {
      const run = (await bench.api('runs')).runs.at(-1);
      assert.equal(run.state, 'reviewing');
      assert.notEqual(run.proposal, id);
      return run.proposal as number;
    }); // another proposal, to be looked at before it is applied
    assert.match(bench.read('docs/guide.md'), /colour[\s\S]*Mine/);
    await bench.api(`proposals/${merged}/apply`, { undecided: 'accept' });
    await eventually(() => assert.match(bench.read('docs/guide.md'), /color [\s\S]*Mine/));
  });

  test('a server that is killed in mid-review and comes again has lost nothing', async (bench) => {
    const id = await bench.propose(rename);
    await bench.go(`#/review/${id}`);
    await bench.page.locator('.unit[aria-current][data-unit="0"]').waitFor();
    await bench.page.keyboard.press('a');
    await eventually(async () => assert.equal((await bench.api(`proposals/${id}`)).marks.length, 1));
    bench.expect_problem(/./); // the browser says that it can't connect
    const { port } = bench.served;
    await bench.kill();
    await bench.page.locator('[data-testid=connection]:not([data-state=open])').waitFor();
    await bench.serve(port);
    const again = await bench.tab(`#/review/${id}`);
    await again.locator('.unit[data-unit="0"] .unit-state', { hasText: 'accepted' }).waitFor();
  });

  test('a check is seen while it runs, nothing moves when it ends, and a failed one opens at its line', async (bench) => {
    const run = await bench.begin({ task: rename }, 'verifying');
    const proposal = await eventually(async () => (await bench.api(`runs/${run.run}`)).proposal ?? assert.fail('none yet'));
    await bench.go(`#/review/${proposal}`);
    await bench.page.locator('.unit[aria-current]').waitFor();
    await bench.id('live-check').getByText('begun').waitFor();
    const place = () => bench.page.locator('.unit[aria-current]').boundingBox();
    const before = await place();
    bench.let_go('src/record.c:3:5: error: no');
    await bench.page.locator('[data-testid=check][data-outcome=failed]').waitFor();
    const after = await place();
    assert.ok(Math.abs(before!.y - after!.y) <= 1 && Math.abs(before!.x - after!.x) <= 1, JSON.stringify([before, after]));
    await bench.id('first-place').click();
    await bench.id('file-head').getByRole('heading', { name: 'src/record.c' }).waitFor();
  }, {
    ...held,
    // Fails with the change alone.
    files: { Makefile: 'test:\n\t@echo begun; until [ -e {top}/gate/go ]; do sleep 0.05; done; cat {top}/gate/go; ! grep -q parse_r src/record.c\n' },
  });

  test('a question finds passages, and the wiki leads to the lines that it speaks of', async (bench) => {
    await bench.go('#/ask');
    await bench.id('ask-input').fill('what does parse_line give where there is no number?');
    await bench.page.keyboard.press('Enter');
    await bench.id('passage').first().getByRole('link').click();
    await bench.id('file-text').waitFor();
    await bench.go('#/wiki');
    await bench.id('wiki-page').getByRole('link', { name: 'src', exact: true }).first().click();
    await bench.id('wiki-page').getByRole('link', { name: /record.h:\d/ }).first().click();
    await bench.page.getByRole('region', { name: 'file src/record.h' }).waitFor();
  });

});

const answer = 'docs/guide.md\n<<<<<<< SEARCH\nEach line is read once.\n=======\nEach line is read twice.\n>>>>>>> REPLACE\n';
const model = await ScriptedModel.start(() => ({ text: answer }));
const claims = [
  { claim: 'Each line is read once.', source: 1, quote: 'Each line is read once.' },
  { claim: 'Each line is read 7 times.', source: 1, quote: 'Each line is read once.' },
];
const reader = await ScriptedModel.start(() => ({ text: JSON.stringify({ claims, not_found: '' }) }));

page_tests('a model', (test) => {
  test('its run is seen step by step, and what it read as a map of tokens', async (bench) => {
    const run = await bench.begin({ task: 'say in docs/guide.md that lines are read twice', no_checks: true }, 'reviewing', 'ended');
    await bench.go(`#/task/${run.task}`);
    const timeline = bench.id('timeline');
    await timeline.waitFor();
    await eventually(async () => assert.match(await timeline.innerText(), /1.?000/));
    await bench.id('to-call').first().click();
    await bench.id('treemap').waitFor();
    assert.match(await bench.id('call').innerText(), /docs\/guide\.md/);
    await bench.shot('treemap');
    await is_accessible(bench, 'call');
  }, { settings: model.settings });

  test('a question to it shows what holds, and what was removed', async (bench) => {
    await bench.go('#/ask');
    await bench.page.getByLabel('research').check();
    await bench.id('ask-input').fill('how often is each line read?');
    await bench.id('ask-button').click();
    await bench.page.locator('[data-testid=question][data-state=ended]').waitFor();
    assert.match(await bench.id('claim').innerText(), /Each line is read once/);
    assert.match(await bench.id('question').innerText(), /1 removed/);
    await is_accessible(bench, 'question');
    await bench.id('claim').getByRole('link').click();
    await bench.page.getByRole('region', { name: 'file docs/guide.md' }).waitFor();
  }, { settings: reader.settings });
  after(() => (model.close(), reader.close()));
});
