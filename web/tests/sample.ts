// The folder that the tests work in: a small C program whose `make test` is its check.
export type Files = Record<string, string | Uint8Array>;

export const rename = 'rename the function parse_line to parse_record';

const functions = ['first', 'second', 'third', 'fourth'];

// One call in each function, too far apart for one unit.
function caller(name: string): string {
  return `// Counts what the ${name} line says.
static int ${name}(void) {
  const char* text = "${name} 42";
  int total = 0;
  total += parse_line(text);
  if (total < 0) {
    puts("a line that is none");
    return 0;
  }
  return total;
}
`;
}

export const sample: Files = {
  'src/record.h': `#pragma once
// parse_line turns the first number of a line into an int; -1 where there is none.
int parse_line(const char* text);
`,
  'src/record.c': `#include "record.h"

int parse_line(const char* text) {
  int value = 0;
  while (*text && (*text < '0' || *text > '9')) ++text;
  if (!*text) return -1;
  while (*text >= '0' && *text <= '9') value = value * 10 + (*text++ - '0');
  return value;
}
`,
  'src/main.c': `#include <stdio.h>
#include "record.h"

${functions.map(caller).join('\n')}
int main(void) {
  int all = ${functions.map((name) => `${name}()`).join(' + ')};
  printf("%d\\n", all);
  return all == ${42 * functions.length} ? 0 : 1;
}
`,
  'docs/guide.md': `# Guide

The colour of a line does not matter.

Each line is read once.
`,
  Makefile: `test:
	@$(CC) -Wall -o /tmp/sample src/*.c && /tmp/sample && echo "the sample works"
`,
};

// A check that says something and then goes on only once the test lets it: Workbench.let_go(). Told to fail, it does so
// where parse_line is renamed, and nowhere else. {top} is the temporary folder, of which a check may read what the
// settings name.
export const held: { files: Files; settings: string } = {
  files: {
    Makefile: `go = {top}/gate/go
test:
	@echo begun; until [ -e $(go) ]; do sleep 0.05; done; cat $(go); ! grep -q fail $(go) || grep -q parse_line src/record.c
`,
  },
  settings: '[sandbox]\nread = ["{top}/gate"]\n',
};

// A fault that `make the tests pass` fixes, and a line that its tests tell from the others.
export const faulty: Files = {
  'mean.py': `def total(numbers):
    result = 0
    for number in numbers:
        result += number
    return result


def mean(numbers):
    if not numbers:
        return 0
    return total(numbers) / (len(numbers) + 1)
`,
  'test_mean.py': `import unittest

from mean import mean, total


class Means(unittest.TestCase):
    def test_total(self):
        self.assertEqual(total([1, 2, 3]), 6)

    def test_mean(self):
        self.assertEqual(mean([2, 4]), 3)
        self.assertEqual(mean([5]), 5)

    def test_nothing(self):
        self.assertEqual(mean([]), 0)


unittest.main()
`,
  Makefile: 'test:\n\t@/usr/bin/python3 test_mean.py\n',
};
