import { type Bound, isMissed, type Ratio } from './goals.ts';

/** What a chart shows. */
export interface RatioChart {
  readonly title: string;
  readonly subtitle: string;
  readonly ratios: readonly Ratio[];
}

// Pixels. Text cannot be measured here: a character is taken to be as wide as it is on average.
const rowHeight = 26;
const barHeight = 12;
const plotWidth = 380;
const characterWidth = 6.4;
const margin = 16;
const headHeight = 86;
const footHeight = 34;
const mostTicks = 6;

/** Colours of both schemes, as who looks prefers; the ground is part of the picture, so that text is never dark on dark. */
const style = `
    svg { --ground: #ffffff; --ink: #1f2328; --faint: #59636e; --rule: #d1d9e0; --bar: #54aeff; --missed: #fb8f44; --free: #afb8c1; }
    @media (prefers-color-scheme: dark) {
      svg { --ground: #0d1117; --ink: #f0f6fc; --faint: #9198a1; --rule: #3d444d; --bar: #1f6feb; --missed: #bd561d; --free: #656c76; }
    }
    .ground { fill: var(--ground); }
    text { font: 12px system-ui, sans-serif; fill: var(--ink); }
    .title { font-size: 16px; font-weight: 600; }
    .faint { fill: var(--faint); }
    .figure { font-variant-numeric: tabular-nums; }
    .rule { stroke: var(--rule); }
    .one { stroke: var(--faint); stroke-dasharray: 2 3; }
    .reached { fill: var(--bar); }
    .missed { fill: var(--missed); }
    .free { fill: var(--free); }
    .spread { stroke: var(--ink); stroke-width: 1.5; }
    .goal { stroke: var(--ink); stroke-width: 3; }`;

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** Round steps of an axis from 0 to at least `most`, at most six of them. */
export function ticksUpTo(most: number): readonly number[] {
  const magnitude = 10 ** Math.floor(Math.log10(most / mostTicks));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * magnitude).find((size) => most / size <= mostTicks);
  const size = step ?? most;
  return Array.from({ length: Math.ceil(most / size - 1e-9) + 1 }, (_, index) =>
    Number((index * size).toPrecision(12)),
  );
}

function inWords({ kind, value }: Bound): string {
  return `goal ${kind === 'at least' ? '≥' : '≤'} ${value.toFixed(2)}`;
}

function kindOf(ratio: Ratio): 'reached' | 'missed' | 'free' {
  if (ratio.goal === null) return 'free';
  return isMissed(ratio) ? 'missed' : 'reached';
}

function figureOf(measured: Ratio): string {
  const { ratio, goal } = measured;
  const spread = `${ratio.median.toFixed(2)} (${ratio.min.toFixed(2)}–${ratio.max.toFixed(2)})`;
  const figure = Number.isFinite(ratio.median) ? spread : 'no figure';
  if (goal === null) return figure;
  return `${figure}, ${inWords(goal)}${isMissed(measured) ? ', missed' : ''}`;
}

/**
 * Draws ratios as bars with their spread over the rounds and their goals, as an SVG that reads on light and on dark ground.
 * What is no number is told as text and has no bar.
 */
export function ratioChart({ title, subtitle, ratios }: RatioChart): string {
  const values = ratios.flatMap(({ ratio, goal }) => [ratio.max, goal?.value ?? 0]).filter(Number.isFinite);
  const ticks = ticksUpTo(Math.max(1, ...values));
  const most = ticks.at(-1) ?? 1;
  const left = Math.ceil(margin + Math.max(0, ...ratios.map(({ name }) => name.length)) * characterWidth + 8);
  const figuresAt = left + plotWidth + 12;
  const figuresWidth = Math.max(0, ...ratios.map((ratio) => figureOf(ratio).length)) * characterWidth;
  const headWidth = margin * 2 + subtitle.length * characterWidth;
  const width = Math.ceil(Math.max(figuresAt + figuresWidth + margin, headWidth));
  const bottom = headHeight + ratios.length * rowHeight;
  const height = bottom + footHeight;
  const x = (value: number): string => (left + (plotWidth * value) / most).toFixed(1);

  const line = (name: string, at: number, from: number, to: number): string =>
    `<line class="${name}" x1="${x(at)}" x2="${x(at)}" y1="${from}" y2="${to}"/>`;

  const axis = ticks.map(
    (tick) =>
      `  ${line('rule', tick, headHeight - 6, bottom)}<text class="faint figure" x="${x(tick)}" y="${bottom + 16}" text-anchor="middle">${tick}</text>`,
  );

  const rows = ratios.map((measured, index) => {
    const { name, ratio, goal } = measured;
    const middle = headHeight + index * rowHeight + rowHeight / 2;
    const top = middle - barHeight / 2;
    const parts = [`<text x="${left - 8}" y="${middle + 4}" text-anchor="end">${escaped(name)}</text>`];
    if (Number.isFinite(ratio.median)) {
      const length = ((plotWidth * ratio.median) / most).toFixed(1);
      parts.push(
        `<rect class="${kindOf(measured)}" x="${left}" y="${top}" width="${length}" height="${barHeight}" rx="2"/>`,
        `<line class="spread" x1="${x(ratio.min)}" x2="${x(ratio.max)}" y1="${middle}" y2="${middle}"/>`,
        line('spread', ratio.min, middle - 4, middle + 4),
        line('spread', ratio.max, middle - 4, middle + 4),
      );
    }
    if (goal !== null) parts.push(line('goal', goal.value, top - 4, top + barHeight + 4));
    parts.push(`<text class="figure" x="${figuresAt}" y="${middle + 4}">${escaped(figureOf(measured))}</text>`);
    return `  <g>${parts.join('')}</g>`;
  });

  const legend = 'Bar: median over the rounds. Thin line: least to greatest. Thick line: goal. Dotted: 1.';
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
  <title>${escaped(title)}: ${escaped(subtitle)}</title>
  <style>${style}
  </style>
  <rect class="ground" width="${width}" height="${height}"/>
  <text class="title" x="${margin}" y="28">${escaped(title)}</text>
  <text class="faint" x="${margin}" y="47">${escaped(subtitle)}</text>
  <text class="faint" x="${margin}" y="65">${legend}</text>
${axis.join('\n')}
  ${line('one', 1, headHeight - 6, bottom)}
${rows.join('\n')}
</svg>
`;
}
