import { formatDuration, millisecond } from '@orrery/core/engine';
import type { OutputLine } from '@orrery/scenario';
import { painter, type Terminal } from './terminal.ts';

/** Writes what a run prints as a terminal session reads. */
export const transcript = (terminal: Terminal): ((line: OutputLine) => void) => {
  const paint = painter(terminal);
  const { out } = terminal;
  return ({ at, source, text }) => {
    const clock = formatDuration(Math.round(at / millisecond) * millisecond);
    switch (source) {
      case 'about':
        return out(`\n${text.replace(/^/gm, '# ').replace(/.+/g, (line) => paint('green', line))}\n`);
      case 'command':
        return out(`${paint('bold', `$ ${text}`)}  ${paint('dim', `# at ${clock}`)}\n`);
      case 'fault':
        return out(`${paint('yellow', `! ${text}`)}  ${paint('dim', `# at ${clock}`)}\n`);
      case 'watch':
        return out(`${paint('cyan', text)}\n`);
      case 'stderr':
        return out(`${paint('red', text)}\n`);
      case 'note':
        return out(`${paint('dim', text)}\n`);
      case 'stdout':
        return out(`${text}\n`);
      case 'failure':
        return undefined; // said at the end, on stderr
      default:
        return source satisfies never;
    }
  };
};
