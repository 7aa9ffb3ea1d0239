/** Divides `width` among the counts: whole cells, at least one for a count above 0, `width` in total. */
export const shareOut = (counts: readonly number[], width: number): number[] => {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const shares = counts.map((count) =>
    count === 0 || width < counts.length ? 0 : Math.max(1, Math.floor((count / total) * width)),
  );
  const largest = counts.reduce((best, count, i) => (count >= (counts[best] ?? 0) ? i : best), 0);
  const used = shares.reduce((sum, share) => sum + share, 0);
  return shares.map((share, i) => (i === largest ? share + width - used : share));
};
