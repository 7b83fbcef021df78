import assert from 'node:assert/strict';
import { test } from 'node:test';
import { completed, file_completions, file_word, own_words, phrasings, rest_of } from './completion.ts';

const examples = [
  'rename the function parse_line to parse_record',
  'rename function parse_line to parse_record',
  'replace "http://" by "https://" in docs/**/*.md',
  'replace colour by color in docs',
  'sort the lines in names.txt',
];
const own = own_words(examples);

test('a prefix completes to the example', () => {
  assert.equal(rest_of(examples[0]!, 'ren', own), 'ame the function parse_line to parse_record');
  assert.equal(rest_of(examples[0]!, 'rename the function ', own), 'parse_line to parse_record');
});

test('placeholders accept any word', () => {
  assert.equal(rest_of(examples[0]!, 'rename the function my_name', own), ' to parse_record');
  assert.equal(rest_of(examples[0]!, 'rename the function my_name ', own), 'to parse_record');
});

test('articles are optional', () => {
  assert.equal(rest_of(examples[1]!, 'rename the function ', own), 'parse_line to parse_record');
  assert.equal(rest_of(examples[1]!, 'rename the function tw', own), ' to parse_record');
  assert.equal(rest_of(examples[0]!, 'rename fun', own), 'ction parse_line to parse_record');
});

test('another phrasing is not a completion', () => {
  assert.equal(rest_of(examples[0]!, 'sort the', own), undefined);
  assert.equal(rest_of(examples[3]!, 'replace colour in', own), undefined);
  assert.equal(rest_of(examples[0]!, examples[0]! + ' now', own), undefined);
});

test('phrasings only at the end of a single line', () => {
  assert.equal(phrasings('rename', 6, examples).length, 2);
  assert.equal(phrasings('rename', 3, examples).length, 0);
  assert.equal(phrasings('a\nrename', 8, examples).length, 0);
  assert.equal(phrasings('', 0, examples).length, 0);
});

test('a file name at the cursor', () => {
  assert.deepEqual(file_word('sort src/na', 11), { word: 'src/na', from: 5 });
  assert.equal(file_word('sort s', 6), undefined);
  assert.equal(file_word('sort src', 6), undefined);
  const [first] = file_completions({ word: 'na', from: 5 }, ['na', 'src/na me.txt']);
  assert.deepEqual(completed('sort na now', first!), { text: 'sort "src/na me.txt" now', cursor: 20 });
});
