interface MinHeap {
  readonly size: () => number;
  readonly first: () => number | undefined;
  readonly push: (item: number) => void;
  readonly pop: () => number | undefined;
}

/** A binary heap. The first item is one with the smallest key; keys don't change while items are in the heap. */
export const minHeap = (keyOf: (item: number) => number): MinHeap => {
  const items: number[] = [];
  const key = (index: number): number => {
    const item = items[index];
    return item === undefined ? Number.POSITIVE_INFINITY : keyOf(item);
  };
  const swap = (a: number, b: number): void => {
    const item = items[a]!;
    items[a] = items[b]!;
    items[b] = item;
  };
  return {
    size: () => items.length,
    first: () => items[0],
    push: (item) => {
      let index = items.push(item) - 1;
      for (let parent = (index - 1) >> 1; index > 0 && key(index) < key(parent); parent = (index - 1) >> 1) {
        swap(index, parent);
        index = parent;
      }
    },
    pop: () => {
      const first = items[0];
      const last = items.pop();
      if (items.length === 0 || last === undefined) return first;
      items[0] = last;
      let index = 0;
      for (;;) {
        const left = 2 * index + 1;
        const smaller = key(left + 1) < key(left) ? left + 1 : left;
        if (key(smaller) >= key(index)) return first;
        swap(index, smaller);
        index = smaller;
      }
    },
  };
};
