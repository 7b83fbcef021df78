// Reviewing a proposal: what is shown, every key, what is sent to the server, and what is applied in the end.
import assert from 'node:assert/strict';
import { faulty, rename } from './sample.ts';
import { eventually, page_tests, type Workbench } from './workbench.ts';

interface Mark {
  unit: number;
  mark: string;
  reason?: string;
  text?: string;
}

// Opens the review of a proposal that renames in three files: units 0 to 3 in main.c, 4 in record.c, 5 in record.h.
async function open_rename(bench: Workbench, more = {}): Promise<number> {
  const id = await bench.propose(rename, more);
  await open(bench, id);
  assert.equal((await bench.api(`proposals/${id}`)).units, 6);
  return id;
}
async function open(bench: Workbench, id: number): Promise<void> {
  await bench.go(`#/review/${id}`);
  await current_is(bench, 0);
}
async function press(bench: Workbench, ...keys: string[]): Promise<void> {
  for (const key of keys) await bench.page.keyboard.press(key);
}
async function current_is(bench: Workbench, unit: number): Promise<void> {
  await bench.page.locator(`.unit[aria-current][data-unit="${unit}"]`).waitFor();
}
async function counts_are(bench: Workbench, text: string): Promise<void> {
  await eventually(async () => {
    const said = (await bench.id('counts').innerText()).replace(/\s+/g, ' ');
    assert.ok(said.startsWith(text), said);
  });
}
async function marks_of(bench: Workbench, id: number): Promise<Mark[]> {
  const { marks } = await bench.api(`proposals/${id}`);
  return marks.filter((one: Mark) => one.mark !== 'undecided');
}
async function marks_are(bench: Workbench, id: number, wanted: Mark[]): Promise<void> {
  await eventually(async () => assert.deepEqual(await marks_of(bench, id), wanted));
}
async function applied(bench: Workbench): Promise<void> {
  await bench.id('result').locator('[data-testid=outcome][data-status=applied]').waitFor();
}

page_tests('reviewing', (test) => {
  test('changes are shown inline with line numbers, colours and the words that changed', async (bench) => {
    await open_rename(bench);
    await bench.page.locator('.unit[aria-current] .c-type').first().waitFor();
    const unit = bench.page.locator('.unit[data-unit="0"]');
    const minus = unit.locator('.row.minus');
    const plus = unit.locator('.row.plus');
    assert.equal(await minus.locator('.code').innerText(), '  total += parse_line(text);');
    assert.equal(await plus.locator('.code').innerText(), '  total += parse_record(text);');
    const words = async (row: typeof minus) => (await row.locator('.word').allInnerTexts()).join('');
    assert.match(await words(minus), /^(parse_)?line$/);
    assert.match(await words(plus), /^(parse_)?record$/);
    const line = bench.read('src/main.c').split('\n').indexOf('  total += parse_line(text);') + 1;
    assert.equal(await minus.locator('.ln').first().getAttribute('data-n'), String(line));
    assert.equal(await plus.locator('.ln').last().getAttribute('data-n'), String(line));
    const colour = (selector: string) =>
      unit.locator(selector).first().evaluate((element) => getComputedStyle(element).color);
    assert.notEqual(await colour('.c-type'), await colour('.code'));
    assert.notEqual(
      await minus.locator('.word').first().evaluate((word) => getComputedStyle(word).backgroundColor),
      await minus.evaluate((row) => getComputedStyle(row).backgroundColor),
    );
  });

  test('s shows both sides beside each other, and remembers it', async (bench) => {
    const id = await open_rename(bench);
    await press(bench, 's');
    const chunk = bench.page.locator('.unit[data-unit="0"] .chunk.side');
    await chunk.waitFor();
    const [left, right] = [chunk.locator('.column').nth(0), chunk.locator('.column').nth(1)];
    const box = async (place: typeof left) => {
      for (let i = 0; i < 100; ++i) {
        const found = await place.boundingBox(); // none while the page is drawn again
        if (found) return found;
        await bench.page.waitForTimeout(20);
      }
      throw new Error('it has no place on the page');
    };
    const minus = await box(left.locator('.row.minus'));
    const plus = await box(right.locator('.row.plus'));
    assert.ok(Math.abs(minus.y - plus.y) <= 1, 'the lines that belong together face each other');
    assert.ok(plus.x >= minus.x + (await box(left)).width - 1);
    assert.equal(await left.locator('.row.plus').count(), 0);
    await bench.page.reload();
    await bench.ready();
    await bench.page.locator('.unit[data-unit="0"] .chunk.side').waitFor();
    await open(bench, id);
    await press(bench, 's');
    await bench.page.locator('.unit[data-unit="0"] .chunk.inline').waitFor();
  });

  test('folded context unfolds where it stands', async (bench) => {
    await open_rename(bench);
    const fold = bench.page.locator('.fold', { hasText: 'unchanged line' }).nth(1);
    const words = await fold.innerText();
    await fold.focus();
    await eventually(async () => {
      await press(bench, 'Enter');
      await bench.page.locator('.chunk.unfolded').waitFor({ timeout: 200 });
    });
    const shown = bench.page.locator('.chunk.unfolded .row');
    assert.equal(await shown.count(), Number(/\d+/.exec(words)?.[0]));
    const lines = bench.read('src/main.c').split('\n');
    for (const row of await shown.all()) {
      const number = Number(await row.locator('.ln').last().getAttribute('data-n'));
      assert.equal(await row.locator('.code').innerText(), lines[number - 1] || '');
    }
  });

  test('j, k, n and p go from unit to unit and from file to file', async (bench) => {
    await open_rename(bench);
    const title = bench.id('file-head').getByRole('heading');
    for (const [key, unit, file] of [
      ['j', 1, 'src/main.c'],
      ['j', 2, 'src/main.c'],
      ['k', 1, 'src/main.c'],
      ['n', 4, 'src/record.c'],
      ['n', 5, 'src/record.h'],
      ['n', 5, 'src/record.h'],
      ['p', 4, 'src/record.c'],
      ['k', 3, 'src/main.c'],
      ['p', 3, 'src/main.c'],
      ['j', 4, 'src/record.c'],
    ] as const) {
      await press(bench, key);
      await current_is(bench, unit);
      assert.equal(await title.innerText(), file);
      const place = await bench.page.locator('.unit[aria-current]').evaluate((element) => {
        const box = element.getBoundingClientRect();
        const pane = element.closest('.diff-pane')!.getBoundingClientRect();
        return { inside: box.top >= pane.top - 1 && box.bottom <= pane.bottom + 1, focus: document.activeElement === element };
      });
      assert.deepEqual(place, { inside: true, focus: true });
    }
  });

  test('a, r, u, A and R mark, and the server has it', async (bench) => {
    const id = await open_rename(bench);
    await press(bench, 'a');
    await current_is(bench, 1);
    await marks_are(bench, id, [{ unit: 0, mark: 'accepted' }]);
    await press(bench, 'r', '1');
    await current_is(bench, 2);
    await marks_are(bench, id, [
      { unit: 0, mark: 'accepted' },
      { unit: 1, mark: 'rejected', reason: 'wrong' },
    ]);
    await press(bench, 'r', 'Enter');
    await bench.page.keyboard.type('the 2nd name is <b>better</b>');
    await press(bench, 'Enter');
    await counts_are(bench, '✓ 1 ✎ 0 ✗ 2 · 3');
    await marks_are(bench, id, [
      { unit: 0, mark: 'accepted' },
      { unit: 1, mark: 'rejected', reason: 'wrong' },
      { unit: 2, mark: 'rejected', reason: 'the 2nd name is <b>better</b>' },
    ]);
    await bench.page.locator('.unit[data-unit="2"] .unit-state', { hasText: 'rejected: the 2nd name is <b>better</b>' }).waitFor();
    await press(bench, 'u');
    await current_is(bench, 2);
    await counts_are(bench, '✓ 1 ✎ 0 ✗ 1 · 4');
    await press(bench, 'u');
    await marks_are(bench, id, [{ unit: 0, mark: 'accepted' }]);
    await press(bench, 'A');
    await current_is(bench, 4);
    await counts_are(bench, '✓ 4 ✎ 0 ✗ 0 · 2');
    await press(bench, 'R', '3');
    await current_is(bench, 5);
    await eventually(async () =>
      assert.deepEqual((await marks_of(bench, id)).at(-1), { unit: 4, mark: 'rejected', reason: 'out of scope' }),
    );
    await press(bench, 'r', 'Escape');
    await bench.id('reason-menu').waitFor({ state: 'detached' });
    await counts_are(bench, '✓ 4 ✎ 0 ✗ 1 · 1');
    await current_is(bench, 5);
  });

  test('? shows the keys; single letters can be turned off there', async (bench) => {
    const id = await open_rename(bench);
    await press(bench, '?');
    await bench.id('keys').getByText('next, previous change').waitFor();
    await press(bench, 'a'); // rests below a dialog
    await bench.id('keys').getByRole('checkbox').uncheck();
    await press(bench, 'Escape');
    await bench.id('keys').waitFor({ state: 'detached' });
    await press(bench, 'a', 'j', 'x');
    await current_is(bench, 0);
    assert.deepEqual(await marks_of(bench, id), []);
    await bench.page.getByRole('button', { name: 'keys', exact: true }).click();
    await bench.id('keys').getByRole('checkbox').check();
    await press(bench, 'Escape', 'a');
    await marks_are(bench, id, [{ unit: 0, mark: 'accepted' }]);
  });

  test('e edits a unit in place; what is applied is the edited file', async (bench) => {
    const id = await open_rename(bench);
    await press(bench, 'n', 'e');
    await current_is(bench, 4);
    const editor = bench.page.locator('.edit-box .cm-content[contenteditable=true]');
    await editor.waitFor();
    assert.match(await editor.innerText(), /parse_record/);
    await press(bench, 'Control+End');
    await bench.page.keyboard.type(' // edited by hand');
    await press(bench, 'Control+Enter');
    await current_is(bench, 5);
    await bench.id('map-file').nth(1).locator('.squares i.edited').waitFor();
    await eventually(async () => {
      const [mark] = await marks_of(bench, id);
      assert.deepEqual([mark?.unit, mark?.mark], [4, 'edited']);
      assert.match(mark?.text ?? '', /^\+.*edited by hand$/m);
    });
    // It is shown as it was edited; an edit that is dropped leaves nothing.
    await press(bench, 'k');
    await bench.page.locator('.unit[data-unit="4"] .row.plus', { hasText: 'edited by hand' }).waitFor();
    await press(bench, 'j');
    await press(bench, 'e');
    await editor.waitFor();
    await bench.page.keyboard.type('zzz');
    await press(bench, 'Escape');
    await editor.waitFor({ state: 'detached' });
    assert.equal((await marks_of(bench, id)).length, 1);
    await press(bench, 'A', 'p', 'p', 'A', 'x');
    await bench.id('apply-confirm').waitFor();
    await press(bench, 'Enter');
    await applied(bench);
    assert.match(bench.read('src/record.c'), /parse_record.*\{[\s\S]*edited by hand/);
    assert.doesNotMatch(bench.read('src/main.c'), /parse_line/);
  });

  test('what is undecided can be left out or accepted, and the bar says what will happen', async (bench) => {
    const id = await open_rename(bench, { no_checks: false });
    await press(bench, 'a', 'r', '4', 'x');
    const bar = bench.id('apply-bar');
    await bar.getByText('1 accepted, 0 edited, 1 rejected, 4 undecided').waitFor();
    await bar.getByText('The rest is verified again').waitFor();
    await press(bench, 'Escape');
    await bar.waitFor({ state: 'detached' });
    await press(bench, 'x');
    assert.match(await bench.id('apply-confirm').innerText(), /without the 4 undecided/);
    await bench.id('apply-confirm').click();
    // The check fails: half of a rename does not compile. Nothing was applied.
    await bench.id('result').locator('[data-status=refused]').waitFor();
    assert.doesNotMatch(bench.read('src/main.c'), /parse_record/);
    assert.equal((await bench.api(`proposals/${id}`)).state, 'replaced');
    // The other way: the rest is accepted as well.
    const other = await bench.propose('replace "line" by "row" in docs/guide.md');
    await open(bench, other);
    await press(bench, 'x');
    await bench.id('apply-accept-rest').waitFor();
    assert.equal(await bench.id('apply-confirm').count(), 0);
    await press(bench, 'Enter');
    await applied(bench);
    assert.match(bench.read('docs/guide.md'), /colour of a row/);
  });

  test('part of a proposal is applied without what was left out', async (bench) => {
    const id = await bench.propose('replace "line" by "row" in docs/guide.md and src/record.h');
    await open(bench, id);
    await press(bench, 'A', 'x');
    await bench.id('apply-confirm').click();
    await applied(bench);
    assert.match(bench.read('docs/guide.md'), /colour of a row/);
    assert.doesNotMatch(bench.read('src/record.h'), /row/);
    await bench.id('proposal-state').getByText('replaced').waitFor();
  });

  test('a proposal can be rejected as a whole, with a reason', async (bench) => {
    const first = await open_rename(bench);
    await bench.id('reject-proposal').click();
    await bench.id('reason-menu').waitFor();
    await press(bench, 'Enter');
    await bench.page.keyboard.type('another name');
    await press(bench, 'Enter');
    await bench.id('queue').waitFor();
    const { state, reason } = await bench.api(`proposals/${first}`);
    assert.equal(state, 'rejected');
    assert.match(reason, /another name$/);
    await bench.go(`#/review/${first}`);
    await bench.id('proposal-state').getByText(/rejected: .*another name/).waitFor();
    await press(bench, 'a', 'x');
    assert.equal(await bench.id('apply-bar').count(), 0);
    assert.equal(await bench.page.locator('.unit-buttons button:visible').count(), 0);
    // All of it marked as rejected: there is nothing to apply.
    const second = await open_rename(bench);
    await press(bench, 'R', '1', 'R', '1', 'R', '1', 'x');
    await bench.id('apply-bar').getByText('there is nothing to apply').waitFor();
    await press(bench, 'Enter', '2');
    await eventually(async () => assert.equal((await bench.api(`proposals/${second}`)).state, 'rejected'));
  });

  test(
    'where a fault was looked for, each line has a bar as long as it is likely there',
    async (bench) => {
      const id = await bench.propose('make the tests pass', { no_checks: false });
      await open(bench, id);
      const hottest = bench.page.locator('.row.minus .ln.suspect');
      assert.equal(await hottest.getAttribute('data-n'), '11');
      assert.match((await hottest.getAttribute('title')) ?? '', /^suspected fault: 100%/);
      const bar_of = (line: number) =>
        bench.page
          .locator(`.ln.suspect[data-n="${line}"]`)
          .evaluate((cell) => Number(getComputedStyle(cell).getPropertyValue('--suspicion')));
      assert.equal(await bar_of(11), 1);
      assert.ok((await bar_of(9)) < 1);
      // No test runs an empty line.
      assert.equal(await bench.page.locator('.ln.suspect[data-n="7"]').count(), 0);
    },
    { files: faulty },
  );

  test('the map shows every file and unit, and jumps', async (bench) => {
    const id = await open_rename(bench);
    const files = bench.id('map-file');
    assert.deepEqual(await files.locator('.map-name').allInnerTexts(), ['main.c', 'record.c', 'record.h']);
    assert.deepEqual(await bench.page.locator('.map-folder').allInnerTexts(), ['src/']);
    assert.equal(await files.first().locator('.squares i').count(), 4);
    await files.first().locator('.squares i').nth(2).click();
    await current_is(bench, 2);
    await press(bench, 'a');
    await files.first().locator('.squares i.accepted').waitFor();
    assert.match(await files.first().locator('.sr-only').innerText(), /3 of 4 undecided/);
    await files.nth(1).click();
    await current_is(bench, 4);
    await files.nth(1).focus();
    await press(bench, 'ArrowDown', 'Enter');
    await current_is(bench, 5);
    // With the mouse alone.
    await bench.page.locator('.unit[aria-current] [data-action=reject]').click();
    await bench.id('reason-menu').getByRole('button', { name: 'style' }).click();
    await eventually(async () =>
      assert.deepEqual((await marks_of(bench, id)).at(-1), { unit: 5, mark: 'rejected', reason: 'style' }),
    );
  });
});
