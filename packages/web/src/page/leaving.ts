/** How many saves are running, which end when the page is left or another archive is opened. */
let running = 0;

/** Asks before a save that is running would be stopped. */
export function mayStopSaving(): boolean {
  return running === 0 || window.confirm('Batches are being saved. Stop that?');
}

/** Has the browser ask, too, before the page is left. Call what it gives when the save is over. */
export function keepSaving(): () => void {
  const ask = (event: BeforeUnloadEvent): void => {
    event.preventDefault();
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- Chromium asks for it up to version 118
    event.returnValue = true;
  };
  window.addEventListener('beforeunload', ask);
  running++;
  return () => {
    window.removeEventListener('beforeunload', ask);
    running--;
  };
}
