import type { Json } from '@orrery/core/engine';
import { listAt, textAt } from '@orrery/core/cluster';

/** What kubectl says of a refusal. `doing`: what it was doing, put before the server's message. Source: cmd/util CheckErr. */
export const statusErrorText = (status: Json, doing = ''): string => {
  const message = textAt(status, 'message') ?? 'unknown';
  const reason = textAt(status, 'reason') ?? '';
  if (reason === 'Invalid') return invalidText(status);
  const whole = doing === '' ? message : `${doing}: ${message}`;
  return reason === '' ? `Error from server: ${whole}` : `Error from server (${reason}): ${whole}`;
};

/** Every field that is wrong, one a line when there are several. */
const invalidText = (status: Json): string => {
  const kind = textAt(status, 'details', 'kind') ?? '';
  const name = textAt(status, 'details', 'name') ?? '';
  const head = kind === '' ? 'The request is invalid' : `The ${kind} "${name}" is invalid`;
  const causes = listAt(status, 'details', 'causes').map((cause) => {
    const field = textAt(cause, 'field') ?? '';
    const message = textAt(cause, 'message') ?? '';
    return field === '' ? message : `${field}: ${message}`;
  });
  const each = [...new Set(causes)];
  if (each.length === 0) return `${head}: ${textAt(status, 'message') ?? ''}`;
  return each.length === 1 ? `${head}: ${each[0] ?? ''}` : `${head}: \n* ${each.join('\n* ')}`;
};
