/**
 * Does something that Ctrl-C, or a request to end, may cut short: it is told by the signal, and says itself what it has until
 * then. Whoever asks a second time ends the process at once.
 */
export const withInterruption = async <Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> => {
  const controller = new AbortController();
  const interrupt = (): void => {
    forget();
    controller.abort();
  };
  const forget = (): void => void process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  try {
    return await work(controller.signal);
  } finally {
    forget();
  }
};
