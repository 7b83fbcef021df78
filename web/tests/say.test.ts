// Saying what is wanted: one box, the slider beside it, and what both say about how far it may go.
import assert from 'node:assert/strict';
import { rename } from './sample.ts';
import { eventually, page_tests, type Workbench } from './workbench.ts';

const level_names = ['complete', 'edit', 'chat', 'agent', 'autopilot'];

async function slider_says(bench: Workbench, pattern: RegExp): Promise<void> {
  await bench.id('level-lines').filter({ hasText: pattern }).waitFor();
}
async function level_of(bench: Workbench): Promise<string> {
  return (await bench.id('slider').getAttribute('aria-valuetext')) ?? '';
}

async function level_is(bench: Workbench, level: string): Promise<void> {
  await eventually(async () => assert.match(await level_of(bench), new RegExp(`^${level}: `)));
}

page_tests('saying what is wanted', (test) => {
  test('the slider has five levels and says of each who watches and what may change', async (bench) => {
    const { levels } = await bench.api('levels');
    assert.deepEqual(
      levels.map((one: { level: string }) => one.level),
      level_names,
    );
    const slider = bench.id('slider');
    await slider.focus();
    await bench.page.keyboard.press('Home');
    for (const { level, who_watches, may_change } of levels) {
      await level_is(bench, level);
      const lines = await bench.id('level-lines').innerText();
      assert.ok(lines.includes(who_watches), lines);
      assert.ok(lines.includes(may_change), lines);
      await bench.page.keyboard.press('ArrowRight');
    }
    assert.deepEqual(await bench.page.locator('.task-card .slider-stops button').allInnerTexts(), level_names);
    await bench.page.getByRole('button', { name: 'edit', exact: true }).click();
    await level_is(bench, 'edit');
  });

  test(
    'a ceiling of the folder limits the level where the scope touches it',
    async (bench) => {
      await bench.id('slider').press('End');
      await bench.id('scope-input').fill('docs/guide.md');
      await bench.page.keyboard.press('Enter');
      await bench.id('scope-input').fill('src/main.c');
      await bench.page.keyboard.press('Enter');
      await slider_says(bench, /at most edit here: autopilot is lowered to it/);
      await slider_says(bench, /src\/main\.c is under the ceiling edit/);
      await slider_says(bench, /To lift it: a higher level for src\/\*\* in a \[\[ceiling\]\] of suit\.toml/);
      assert.match(await level_of(bench), /not allowed here/);
      await bench.page.getByRole('button', { name: 'remove src/main.c from the scope' }).click();
      await eventually(async () => assert.doesNotMatch(await bench.id('level-lines').innerText(), /main\.c/));
      assert.deepEqual(await bench.id('scope-chip').allInnerTexts(), ['docs/guide.md\n×']);
    },
    { files: { 'suit.toml': '[[ceiling]]\nglob = "src/**"\nlevel = "edit"\n' } },
  );

  test('a kind of task that has no licence for autopilot: the slider says so and what would lift it', async (bench) => {
    await bench.id('task-box').fill(rename);
    await bench.id('slider').press('End');
    await slider_says(bench, /at most agent here for rename identifier: autopilot is lowered to it/);
    await slider_says(bench, /the kind of task, and so its trust record, is known only after it is proposed/);
    await slider_says(bench, /To lift it: clean verdicts by a person, for each kind of task/);
    assert.match(await level_of(bench), /autopilot: .*not allowed here/);
    assert.ok(await bench.page.locator('.slider-stops button.capped', { hasText: 'autopilot' }).isVisible());
    // What it says is what happens.
    await bench.id('task-box').press('Enter');
    const [run] = await eventually(async () => {
      const { runs } = await bench.api('runs');
      assert.equal(runs[0]?.state, 'reviewing');
      return runs;
    });
    assert.deepEqual([run.level, run.text], ['autopilot', rename]);
    const proposal = await bench.api(`proposals/${run.proposal}`);
    assert.match(proposal.caps[0].why, /not allowed yet/);
    assert.match(bench.read('src/record.c'), /parse_line/);
  });

  test('Ctrl+K, Ctrl+L and Ctrl+I lead to the box from anywhere, each at its level', async (bench) => {
    await bench.go('#/history');
    await bench.id('history').waitFor();
    for (const [key, level] of [
      ['k', 'edit'],
      ['l', 'chat'],
      ['i', 'agent'],
    ] as const) {
      await bench.page.locator('#main').focus();
      await bench.page.keyboard.press(`Control+${key}`);
      await bench.page.keyboard.type(key);
      await level_is(bench, level);
    }
    assert.equal(await bench.id('task-box').inputValue(), 'kli');
    assert.match(bench.page.url(), /#\/history$/);
  });

  test('Tab completes a phrasing of the mechanic', async (bench) => {
    await bench.page.keyboard.press('Control+l');
    await bench.page.keyboard.type('sort the li');
    await bench.id('completions').getByRole('option').first().waitFor();
    await bench.page.keyboard.press('Tab');
    const text = await bench.id('task-box').inputValue();
    assert.match(text, /^sort the lines/);
    assert.ok(await bench.id('task-box').evaluate((box) => box === document.activeElement));
  });

  test('Tab completes the name of a file, and the arrows choose among several', async (bench) => {
    await bench.page.keyboard.press('Control+l');
    await bench.page.keyboard.type('replace "colour" by "color" in guid');
    const file = bench.id('completions').getByRole('option', { name: /docs\/guide\.md/ });
    await file.waitFor();
    while ((await file.getAttribute('aria-selected')) !== 'true') await bench.page.keyboard.press('ArrowDown');
    await bench.page.keyboard.press('Tab');
    assert.equal(await bench.id('task-box').inputValue(), 'replace "colour" by "color" in docs/guide.md');
    await bench.page.keyboard.press('Enter');
    await bench.id('review').waitFor();
    assert.equal(await bench.id('map-file').count(), 1);
  });

  test('what is sent has the level, the scope and the choice about checks', async (bench) => {
    await bench.id('task-box').fill('replace "line" by "row"');
    await bench.id('scope-input').fill('docs/**');
    await bench.id('scope-input').press('Enter');
    await bench.id('no-checks').check();
    await bench.id('slider').press('Home');
    for (let i = 0; i < 3; ++i) await bench.id('slider').press('ArrowRight');
    await bench.id('send').click();
    await bench.id('review').waitFor();
    const { runs } = await bench.api('runs');
    assert.deepEqual([runs[0].level, runs[0].scope], ['agent', ['docs/**']]);
    const { checks, files } = await bench.api(`proposals/${runs[0].proposal}`);
    assert.deepEqual(
      checks.filter((check: { name: string }) => !check.name.startsWith('policy:')),
      [],
    );
    assert.deepEqual(
      files.map((file: { path: string }) => file.path),
      ['docs/guide.md'],
    );
  });
});
