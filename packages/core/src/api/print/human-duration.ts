import type { Duration, Instant } from '../../engine/index.ts';

const secondUs = 1_000_000;

const pair = (large: number, unit: string, small: number, smallUnit: string): string =>
  small === 0 ? `${large}${unit}` : `${large}${unit}${small}${smallUnit}`;

/** A length of time as tables show it: at most two units, coarser the longer it is. Source: apimachinery duration.HumanDuration. */
export const humanDuration = (duration: Duration): string => {
  const seconds = Math.trunc(duration / secondUs);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.trunc(seconds / 60);
  if (minutes < 10) return pair(minutes, 'm', seconds % 60, 's');
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.trunc(minutes / 60);
  if (hours < 8) return pair(hours, 'h', minutes % 60, 'm');
  if (hours < 48) return `${hours}h`;
  const days = Math.trunc(hours / 24);
  if (days < 8) return pair(days, 'd', hours % 24, 'h');
  if (days < 2 * 365) return `${days}d`;
  const years = Math.trunc(days / 365);
  return years < 8 ? pair(years, 'y', days % 365, 'd') : `${years}y`;
};

/** How long ago an instant was. Times of objects have whole seconds, cut off; undefined is a time that is not set. */
export const ageOf = (at: Instant | undefined, now: Instant): string =>
  at === undefined ? '<unknown>' : humanDuration(now - Math.floor(at / secondUs) * secondUs);
