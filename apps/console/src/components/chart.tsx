import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import { useColours } from '../hooks/use-colours.js';

const HEIGHT = 170;
const AXIS_WIDTH = 52;
const AXIS_HEIGHT = 26;
const MINUTE_MS = 60_000;
/** Times stand at whole minutes. */
const TIME_STEPS = [1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE_MS);
/** What has just begun is no longer than it is. */
const SHORTEST_MS = 10 * MINUTE_MS;
const FONT = '12px system-ui, sans-serif';

export interface Line {
  readonly name: string;
  /** One for each time; null where nothing is known. */
  readonly values: readonly (number | null)[];
}

interface Props {
  readonly title: string;
  readonly unit?: string;
  /** Milliseconds since 1970. */
  readonly times: readonly number[];
  readonly lines: readonly Line[];
  /** For the axis and the newest values. */
  readonly format: (value: number) => string;
}

/** Lines over time. What they show now stands beside them as text. */
export function Chart({ title, unit, times, lines, format }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const colours = useColours();
  const names = lines.map(({ name }) => name).join('\n');

  useEffect(() => {
    const element = place.current!;
    const axis = {
      stroke: colours.quiet,
      font: FONT,
      grid: { stroke: colours.line, width: 1 },
      ticks: { show: false },
    };
    const made = new uPlot(
      {
        width: element.clientWidth,
        height: HEIGHT,
        ms: 1,
        legend: { show: false },
        cursor: { y: false, points: { size: 6 } },
        padding: [8, 8, 0, 0],
        scales: {
          x: { range: (_, min, max) => [Math.min(min, max - SHORTEST_MS), max] },
          y: { range: (_, __, max) => [0, max > 0 ? max * 1.1 : 1] },
        },
        axes: [
          { ...axis, size: AXIS_HEIGHT, space: 70, incrs: TIME_STEPS, values: (_, splits) => splits.map(timeOfDay) },
          { ...axis, size: AXIS_WIDTH, space: 40, values: (_, splits) => splits.map(format) },
        ],
        series: [
          {},
          ...names.split('\n').map((label, n) => ({
            label,
            stroke: colours.hues[n % colours.hues.length],
            width: 1.75,
            // A line of one point is none.
            points: { show: (self: uPlot) => self.data[0].length < 3, size: 5 },
          })),
        ],
      },
      [[], ...names.split('\n').map(() => [])],
      element,
    );
    plot.current = made;
    const observer = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height: HEIGHT }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
      plot.current = undefined;
    };
  }, [names, colours, format]);

  useEffect(() => {
    plot.current?.setData([[...times], ...lines.map(({ values }) => [...values])]);
  }, [times, lines, names, colours, format]);

  return (
    <figure className="chart" aria-label={title}>
      <figcaption className="chart-head">
        <h3>
          {title} {unit !== undefined && <span className="tile-unit">{unit}</span>}
        </h3>
        <ul className="legend">
          {lines.map(({ name, values }, n) => (
            <li key={name} className={`hue-${n % colours.hues.length}`}>
              <span className="legend-line" aria-hidden="true" />
              <span className="legend-name">
                {name} {newest(values, format)}
              </span>
            </li>
          ))}
        </ul>
      </figcaption>
      <div ref={place} className="plot" aria-hidden="true" />
    </figure>
  );
}

function newest(values: Line['values'], format: Props['format']): string {
  const value = values.at(-1);
  return value === undefined || value === null ? '–' : format(value);
}

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

function timeOfDay(time: number): string {
  return clock.format(time);
}
