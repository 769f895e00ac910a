/** Running saves. They stop when the page is closed or another archive is opened. */
let running = 0;

/** Asks before it stops a running save. */
export function mayStopSaving(): boolean {
  return running === 0 || window.confirm('Batches are still being saved. Stop saving?');
}

/** Makes the browser ask before the page is closed. Call the returned function once the save is over. */
export function keepSaving(): () => void {
  const ask = (event: BeforeUnloadEvent): void => {
    event.preventDefault();
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- Chromium needs it up to version 118
    event.returnValue = true;
  };
  window.addEventListener('beforeunload', ask);
  running++;
  return () => {
    window.removeEventListener('beforeunload', ask);
    running--;
  };
}
