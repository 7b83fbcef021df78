// npm run bench: the workbench in Chromium through the real binary. A proposal of 200 files and 5,000 units: opening it,
// and each key until its frame is painted, against diff2html rendering the same diff; and the time and keys for a
// decision, against `git add -p`. Prints JSON lines and a table.
import { chromium } from 'playwright-core';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const suit = process.env.SUIT_BINARY ?? resolve(here, '../build/release/suit');
const files = 200, hunks = 25, keys_pressed = 200, decisions = 40;

const folder = mkdtempSync(join(tmpdir(), 'suit-bench-'));
const environment = { ...process.env, HOME: folder, SUIT_CONFIG: join(folder, 'none'), GIT_CONFIG_GLOBAL: '/dev/null' };
let browser, server;
const rows = [];
const sorted = (values) => [...values].sort((a, b) => a - b);
const at = (values, share) => sorted(values)[Math.min(values.length - 1, Math.floor(share * values.length))];

function add(name, values, peer) {
  const row = { name, median_ms: at(values, 0.5), p95_ms: at(values, 0.95), max_ms: at(values, 1), n: values.length };
  if (peer) row.ratio = row.median_ms / at(peer, 0.5);
  rows.push(row);
  console.log(JSON.stringify(row, (_, value) => (typeof value === 'number' ? Math.round(value * 100) / 100 : value)));
}

// A text in which every tenth line changes.
const text_of = (file, count) =>
  Array.from({ length: count * 10 }, (_, i) => (i % 10 === 5 ? `int old_${file}_${i} = ${i}; // old\n` : `int value_${file}_${i} = ${i};\n`)).join('');

function sh(command, where = folder) {
  const ran = spawnSync('sh', ['-c', command], { cwd: where, env: environment, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (ran.status !== 0) throw new Error(`${command}: ${ran.stderr}`);
  return ran.stdout;
}

async function serve(where) {
  const child = spawn(suit, ['serve', '--port', '0', '--json'], { cwd: where, env: environment });
  const line = await new Promise((done) => {
    let said = '';
    child.stdout.on('data', (bytes) => { said += bytes; if (said.includes('\n')) done(said); });
  });
  return { child, ...JSON.parse(line) };
}

// Waits until the frame that follows a key is on the screen; the time is taken in the page.
const install_clock = () => {
  window.key_times = [];
  window.addEventListener('keydown', () => {
    const begun = performance.now();
    requestAnimationFrame(() => { const channel = new MessageChannel(); channel.port1.onmessage = () => window.key_times.push(performance.now() - begun); channel.port2.postMessage(0); });
  }, { capture: true });
};

// From the key, or from what was set as the beginning, until the frame with the first unit is on the screen.
const watch_opening = () => {
  window.addEventListener('keydown', () => { window.opened_at = performance.now(); }, { capture: true, once: true });
  window.opened = new Promise((done) => {
    const watch = new MutationObserver(() => {
      if (!document.querySelector('[data-testid=unit]')) return;
      watch.disconnect();
      requestAnimationFrame(() => { const channel = new MessageChannel(); channel.port1.onmessage = () => done(performance.now() - window.opened_at); channel.port2.postMessage(0); });
    });
    watch.observe(document.body, { subtree: true, childList: true });
  });
};

async function press(page, key, times) {
  const before = await page.evaluate(() => window.key_times.length);
  for (let i = 0; i < times; i += 1) {
    await page.keyboard.press(key);
    await page.waitForFunction((count) => window.key_times.length >= count, before + i + 1);
  }
  return (await page.evaluate(() => window.key_times)).slice(before);
}

async function propose(where, count) {
  const out = sh(`${suit} do --no-checks --json 'replace the word "old" by "new" in *.c' || true`, where);
  const outcome = JSON.parse(out);
  if (outcome.status !== 'pending') throw new Error(out.slice(0, 500));
  const units = JSON.parse(sh(`${suit} show ${outcome.proposal.id} --json`, where));
  return { id: outcome.proposal.id, count, files: units.body.files };
}

async function large_proposal() {
  const where = join(folder, 'large');
  sh(`mkdir ${where}`);
  for (let i = 0; i < files; i += 1) writeFileSync(join(where, `f${i}.c`), text_of(i, hunks));
  const { id } = await propose(where);
  server = await serve(where);
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.addInitScript(install_clock);
  await page.goto(server.url);
  await page.waitForSelector('body[data-ready=true]');
  const by_address = [], by_key = [];
  for (let i = 0; i < 9; i += 1) {
    for (const [values, open] of [
      [by_address, () => page.evaluate((to) => { window.opened_at = performance.now(); location.hash = to; }, `#/review/${id}`)],
      [by_key, () => page.keyboard.press('Enter')],  // on the queue's item, which has the focus
    ]) {
      await page.evaluate(() => { location.hash = '#/queue'; });
      await page.waitForSelector('[data-testid=queue-item] a:focus');
      await page.waitForTimeout(400);
      await page.evaluate(watch_opening);
      await open();
      values.push(await page.evaluate(() => window.opened));
    }
  }
  const diff = sh(`${suit} diff ${id}`, where);
  const peer = await diff2html(diff);
  add('diff2html: the same diff, all of it', peer);
  add('opening a proposal of 200 files, 5,000 units, by Enter on its link', by_key, peer);
  add('the same by its address', by_address, peer);
  add('j', await press(page, 'j', keys_pressed));
  add('k', await press(page, 'k', keys_pressed));
  add('a', await press(page, 'a', keys_pressed));
  add('n (next file)', await press(page, 'n', 50));
  await context.close();
  server.child.kill();
}

async function diff2html(diff) {
  const bundle = readFileSync(join(here, 'node_modules/diff2html/bundles/js/diff2html.min.js'), 'utf8');
  const times = [];
  for (let i = 0; i < 3; i += 1) {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.setContent('<!doctype html><div id="out"></div>');
    await page.addScriptTag({ content: bundle });
    await page.addStyleTag({ content: readFileSync(join(here, 'node_modules/diff2html/bundles/css/diff2html.min.css'), 'utf8') });
    times.push(await page.evaluate((text) => new Promise((done) => {
      const begun = performance.now();
      document.getElementById('out').innerHTML = window.Diff2Html.html(text, { drawFileList: true, matching: 'lines' });
      requestAnimationFrame(() => setTimeout(() => done(performance.now() - begun), 0));
    }), diff));
    await page.close();
  }
  return times;
}

// The same decisions, by the same script: yes, and every fourth time no.
const says_no = (i) => i % 4 === 3;

async function review_speed() {
  const where = join(folder, 'small');
  sh(`mkdir ${where} && git init -q . && git config user.email a@b && git config user.name a`, folder + '/small'.replace('/small', ''));
  sh(`git init -q .`, where);
  for (let i = 0; i < 4; i += 1) writeFileSync(join(where, `f${i}.c`), text_of(i, decisions / 4));
  sh('git add . && git -c user.name=a -c user.email=a@b commit -qm base', where);
  const { id } = await propose(where);
  server = await serve(where);
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.addInitScript(install_clock);
  await page.goto(server.url);
  await page.waitForSelector('body[data-ready=true]');
  await page.evaluate((to) => { location.hash = to; }, `#/review/${id}`);
  await page.waitForSelector('[data-testid=unit]');
  let keys = 0;
  const begun = Date.now();
  for (let i = 0; i < decisions; i += 1) {
    for (const key of says_no(i) ? ['r', '1'] : ['a']) { await press(page, key, 1); keys += 1; }
  }
  for (const key of ['x', 'Enter']) { await page.keyboard.press(key); keys += 1; }
  for (;;) {
    const { applications } = await (await page.request.get(`http://127.0.0.1:${server.port}/api/history`)).json();
    if (applications.length > 0) break;
  }
  const ours = (Date.now() - begun) / decisions;
  server.child.kill();
  sh('git checkout -q . && sed -i s/old$/new/ *.c', where);
  const git = spawn('git', ['add', '-p'], { cwd: where, env: environment });
  let asked = 0, git_keys = 0;
  const git_begun = Date.now();
  await new Promise((done) => {
    let said = '';
    git.stdout.on('data', (bytes) => {
      said += bytes;
      for (let at_mark = said.indexOf('Stage this hunk'); at_mark >= 0; at_mark = said.indexOf('Stage this hunk')) {
        said = said.slice(at_mark + 15);
        git.stdin.write(says_no(asked) ? 'n\n' : 'y\n');
        asked += 1;
        git_keys += 2;  // with Return, as it is set up
      }
    });
    git.on('close', done);
  });
  if (asked !== decisions) throw new Error(`git asked ${asked} times`);
  const theirs = (Date.now() - git_begun) / decisions;
  add('git add -p: machine time for a decision', [theirs]);
  add('workbench: machine time for a decision, painted and applied', [ours], [theirs]);
  const row = { name: 'keys for a decision', workbench: keys / decisions, git_add_p: git_keys / decisions };
  rows.push(row);
  console.log(JSON.stringify(row));
}

try {
  browser = await chromium.launch({
    executablePath: process.env.SUIT_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  await large_proposal();
  await review_speed();
  console.log();
  console.table(rows);
} finally {
  await browser?.close();
  server?.child.kill();
  rmSync(folder, { recursive: true, force: true });
}
