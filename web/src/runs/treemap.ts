// Squarified treemap (Bruls, Huizing, van Wijk: "Squarified Treemaps", 2000): areas proportional to the weights, each as
// square as the order by size allows.

export interface Rect {
  x: number;
  y: number;
  width: number;
  height: number;
}

// The worst aspect ratio in a row of these areas along `side`.
function worst(areas: readonly number[], side: number): number {
  const sum = areas.reduce((total, area) => total + area, 0);
  const largest = Math.max(...areas);
  const smallest = Math.min(...areas);
  return Math.max((side * side * largest) / (sum * sum), (sum * sum) / (side * side * smallest));
}

// One rectangle per weight, in the given order. Weights of 0 or less get an empty one.
export function treemap(weights: readonly number[], width: number, height: number): Rect[] {
  const rects: Rect[] = weights.map(() => ({ x: 0, y: 0, width: 0, height: 0 }));
  const total = weights.reduce((sum, weight) => sum + Math.max(0, weight), 0);
  if (!(total > 0) || !(width > 0) || !(height > 0)) return rects;
  const scale = (width * height) / total;
  const order = weights
    .map((weight, index) => ({ index, area: weight * scale }))
    .filter(({ area }) => area > 0)
    .sort((a, b) => b.area - a.area || a.index - b.index);
  let free: Rect = { x: 0, y: 0, width, height };
  for (let at = 0; at < order.length;) {
    const side = Math.min(free.width, free.height);
    let end = at + 1;
    const areas = [order[at]!.area];
    while (end < order.length) {
      const longer = [...areas, order[end]!.area];
      if (worst(longer, side) > worst(areas, side)) break;
      areas.push(order[end++]!.area);
    }
    free = lay_row(order.slice(at, end), free, rects);
    at = end;
  }
  return rects;
}

// Lays a row along the shorter side of the free area and returns the remaining area.
function lay_row(row: readonly { index: number; area: number }[], free: Rect, rects: Rect[]): Rect {
  const sum = row.reduce((total, { area }) => total + area, 0);
  const is_column = free.width >= free.height;
  const thickness = sum / (is_column ? free.height : free.width);
  let along = 0;
  for (const { index, area } of row) {
    const length = area / thickness;
    rects[index] = is_column
      ? { x: free.x, y: free.y + along, width: thickness, height: length }
      : { x: free.x + along, y: free.y, width: length, height: thickness };
    along += length;
  }
  return is_column
    ? { ...free, x: free.x + thickness, width: Math.max(0, free.width - thickness) }
    : { ...free, y: free.y + thickness, height: Math.max(0, free.height - thickness) };
}
