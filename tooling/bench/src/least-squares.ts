/** A measurement at a time. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A straight line: `y = slope * x + intercept`. */
export interface Line {
  readonly slope: number;
  readonly intercept: number;
}

/** The line that lies closest to the points by the sum of squares; level where they do not tell, `NaN` without any. */
export function lineThrough(points: readonly Point[]): Line {
  const count = points.length;
  const meanX = points.reduce((sum, { x }) => sum + x, 0) / count;
  const meanY = points.reduce((sum, { y }) => sum + y, 0) / count;
  let covariance = 0;
  let variance = 0;
  for (const { x, y } of points) {
    covariance += (x - meanX) * (y - meanY);
    variance += (x - meanX) ** 2;
  }
  const slope = variance === 0 ? 0 : covariance / variance;
  return { slope, intercept: meanY - slope * meanX };
}
