// Makes the tables that src/tokens/token_tables.h names: node tables.mjs NODE_MODULES OUT. What stands in them is said there.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const [, , modules, out] = process.argv;
const require = createRequire(`${modules}/`);

// As published; another list would count wrongly and nobody would notice.
const SUMS = {
  o200k: '446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d',
  cl100k: '223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7',
};

function ranks(name) {
  const file = readFileSync(`${modules}/gpt-tokenizer/data/${name}_base.tiktoken`);
  const sum = createHash('sha256').update(file).digest('hex');
  if (sum !== SUMS[name]) throw new Error(`${name}: the ranks' sum is ${sum}`);
  const tokens = [];
  for (const line of file.toString('latin1').split('\n')) {
    if (!line) continue;
    const [text, rank] = line.split(' ');
    tokens[Number(rank)] = Buffer.from(text, 'base64').toString('latin1');
  }
  return tokens;
}

// The two tokens that byte pair encoding joins last to make this one; itself twice where it never does.
function parts(token, id, known) {
  const pieces = [...token];
  while (pieces.length > 2) {
    let best = id, at = -1;
    for (let i = 0; i + 1 < pieces.length; ++i) {
      const rank = known.get(pieces[i] + pieces[i + 1]);
      if (rank !== undefined && rank < best) [best, at] = [rank, i];
    }
    if (at < 0) return [id, id];
    pieces.splice(at, 2, pieces[at] + pieces[at + 1]);
  }
  return pieces.length === 2 ? pieces.map((piece) => known.get(piece)) : [id, id];
}

const bytes = (array) => Buffer.from(array.buffer, array.byteOffset, array.byteLength);

for (const name of Object.keys(SUMS)) {
  const tokens = ranks(name);
  const known = new Map(tokens.map((token, id) => [token, id]));
  const offsets = new Uint32Array(tokens.length + 1), split = new Uint32Array(2 * tokens.length);
  tokens.forEach((token, id) => {
    offsets[id + 1] = offsets[id] + token.length;
    split.set(parts(token, id, known), 2 * id);
  });
  const order = Uint32Array.from(tokens.keys()).sort((a, b) => (tokens[a] < tokens[b] ? -1 : 1));
  const texts = Buffer.from(tokens.join(''), 'latin1');
  writeFileSync(`${out}/${name}.bin`, Buffer.concat([Uint32Array.of(tokens.length), offsets, split, order].map(bytes).concat(texts)));
}

// Kinds of code points, in the order of `enum CharacterKind`; 0 is every other one.
const KINDS = [
  ['General_Category/Uppercase_Letter', 'General_Category/Titlecase_Letter'],
  ['General_Category/Lowercase_Letter'],
  ['General_Category/Modifier_Letter', 'General_Category/Other_Letter'],
  ['General_Category/Mark'],
  ['General_Category/Number'],
  ['Binary_Property/White_Space'],
];
const kinds = new Uint8Array(0x110000);
KINDS.forEach((sets, i) => {
  for (const set of sets) for (const point of require(`regenerate-unicode-properties/${set}.js`).characters.toArray()) kinds[point] = i + 1;
});
const blocks = new Map(), index = new Uint8Array(0x1100);
for (let block = 0; block < index.length; ++block) {
  const text = bytes(kinds.subarray(256 * block, 256 * (block + 1))).toString('latin1');
  if (!blocks.has(text)) blocks.set(text, blocks.size);
  index[block] = blocks.get(text);
}
if (blocks.size > 256) throw new Error('more blocks than a byte can name');
writeFileSync(`${out}/kinds.bin`, Buffer.concat([bytes(index), Buffer.from([...blocks.keys()].join(''), 'latin1')]));

// HTML's named character references, and those of them that need no semicolon.
const { characterEntities } = await import(`${modules}/character-entities/index.js`);
const { characterEntitiesLegacy } = await import(`${modules}/character-entities-legacy/index.js`);
const references = Object.entries(characterEntities).map(([name, text]) => `${name};\t${text}\0`);
for (const name of characterEntitiesLegacy) references.push(`${name}\t${characterEntities[name]}\0`);
writeFileSync(`${out}/html_references.bin`, references.join(''));
