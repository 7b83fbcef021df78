// Draws modules as boxes in rows, each above its dependencies, with arrows. An unconnected module has no box.
export interface Need {
  from: number;
  to: number;
}
export interface Box {
  name: string;
  x: number;
  y: number;
  width: number;
  height: number;
}
export interface Drawing {
  boxes: (Box | undefined)[];
  arrows: { at: number; path: string }[]; // `at`: index of the need
  width: number;
  height: number;
}

const letter = 7.2;
const gap = 46;
const row_height = 76;
const box_height = 30;

// The row of each: below all that need it. In a cycle, the last arrow that closes it is ignored.
function rows_of(count: number, needs: readonly Need[]): number[] {
  const row = new Array<number>(count).fill(0);
  const below = new Map<number, number[]>();
  const state = new Array<number>(count).fill(0); // 1: in progress, 2: done
  const order: number[] = [];
  const kept = new Set<string>();
  for (const { from, to } of needs) below.set(from, [...(below.get(from) ?? []), to]);
  const visit = (one: number) => {
    state[one] = 1;
    for (const to of below.get(one) ?? []) {
      if (state[to] === 1) continue;
      kept.add(`${one} ${to}`);
      if (state[to] === 0) visit(to);
    }
    state[one] = 2;
    order.unshift(one);
  };
  for (let i = 0; i < count; ++i) if (state[i] === 0) visit(i);
  for (const one of order) for (const to of below.get(one) ?? []) if (kept.has(`${one} ${to}`)) row[to] = Math.max(row[to]!, row[one]! + 1);
  return row;
}

export function laid_out(names: readonly string[], needs: readonly Need[]): Drawing {
  const row = rows_of(names.length, needs);
  const drawn = new Set(needs.flatMap(({ from, to }) => [from, to]));
  const rows: number[][] = [];
  for (const one of [...drawn].sort((a, b) => a - b)) (rows[row[one]!] ??= []).push(one);
  const filled = rows.filter((one) => one !== undefined);
  const place = new Map<number, number>(); // position in its row, 0 to 1
  filled.forEach((ones) => ones.forEach((one, at) => place.set(one, (at + 1) / (ones.length + 1))));
  // Each under the middle of those that need it, so that fewer arrows cross.
  for (let turn = 0; turn < 4; ++turn)
    for (const ones of filled) {
      const middle = (one: number) => {
        const near = needs.filter(({ from, to }) => from === one || to === one).map(({ from, to }) => place.get(from === one ? to : from)!);
        return near.reduce((sum, each) => sum + each, 0) / near.length;
      };
      const wanted = new Map(ones.map((one) => [one, middle(one)]));
      ones.sort((a, b) => wanted.get(a)! - wanted.get(b)!);
      ones.forEach((one, at) => place.set(one, (at + 1) / (ones.length + 1)));
    }
  const wide = (one: number) => Math.max(56, names[one]!.length * letter + 20);
  const width = Math.max(...filled.map((ones) => ones.reduce((sum, one) => sum + wide(one) + gap, gap)));
  const boxes: (Box | undefined)[] = new Array(names.length).fill(undefined);
  filled.forEach((ones, at) => {
    const free = width - ones.reduce((sum, one) => sum + wide(one), 0);
    let x = 0;
    for (const one of ones) {
      x += free / (ones.length + 1);
      boxes[one] = { name: names[one]!, x, y: gap / 2 + at * row_height, width: wide(one), height: box_height };
      x += wide(one);
    }
  });
  const arrows = needs.map(({ from, to }, at) => {
    const above = boxes[from]!, below = boxes[to]!;
    const down = below.y > above.y;
    const [x1, y1] = [above.x + above.width / 2, down ? above.y + box_height : above.y];
    const [x2, y2] = [below.x + below.width / 2, down ? below.y - 2 : below.y + box_height + 2];
    const bend = down ? Math.max(18, (y2 - y1) / 2) : -Math.max(18, (y1 - y2) / 2);
    return { at, path: `M${x1} ${y1} C${x1} ${y1 + bend} ${x2} ${y2 - bend} ${x2} ${y2}` };
  });
  return { boxes, arrows, width, height: gap + (filled.length - 1) * row_height + box_height };
}
