import { formatDuration, millisecond } from '@orrery/core/engine';
import { helps, type Cause } from './cause.ts';

/** Columns of a terminal. */
const width = 100;

/** A text in lines of the width that is left, those after the first indented by two more. */
const wrapped = (text: string, indent: number): readonly string[] => {
  const lines: string[] = [];
  let line = ' '.repeat(indent);
  let empty = true;
  for (const word of text.split(' ')) {
    if (!empty && line.length + 1 + word.length > width) {
      lines.push(line);
      line = `${' '.repeat(indent + 2)}${word}`;
    } else line += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, line];
};

const sinceText = ({ since }: Cause): string =>
  since === undefined
    ? ''
    : ` (#${since.position}, ${formatDuration(Math.round(since.at / millisecond) * millisecond)})`;

const lines = (one: Cause, depth: number): readonly string[] => [
  ...wrapped(`${depth === 0 ? '' : 'because '}${one.says}${sinceText(one)}`, depth * 2),
  ...one.details.flatMap((detail) => wrapped(detail, depth * 2 + 4)),
  ...one.because.flatMap((next) => lines(next, depth + 1)),
];

/** The chain of causes, and what would end it. */
export const whyText = (root: Cause): string => {
  const deeds = helps(root);
  const end = deeds.length === 0 ? [] : ['', 'What would help:', ...deeds.flatMap((deed) => wrapped(`- ${deed}`, 2))];
  return [...lines(root, 0), ...end].join('\n');
};
