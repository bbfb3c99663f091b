/**
 * A fetch that gives up on a server which says nothing for so long. The platform's waits for five minutes and the SDK
 * then tries four times more: on a connection that died without a word every event of this process would wait for it.
 */
export const impatientFetch =
  (patienceMs: number): typeof fetch =>
  (input, init) => {
    const patience = AbortSignal.timeout(patienceMs);
    const signal = init?.signal ? AbortSignal.any([init.signal, patience]) : patience;
    return fetch(input, { ...init, signal });
  };
