/** Which engine wrote a log. A log of another one can be shown, and is not executed again. */
export const engineVersion = '0.1.0';
