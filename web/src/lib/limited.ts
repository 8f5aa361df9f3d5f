// A gate for work that must not all happen at once.

const AT_ONCE = 4;
let running = 0;
const waiting: (() => void)[] = [];

function leave(): void {
  running -= 1;
  waiting.shift()?.();
}

/** Runs `work` when fewer than four others run; not at all once `signal` is aborted. */
export async function limited<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
  running += 1;
  try {
    signal.throwIfAborted();
    return await work();
  } finally {
    leave();
  }
}
