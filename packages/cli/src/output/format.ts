/** `20,000`. */
export function formatCount(count: number): string {
  // Not toLocaleString: loading the locale data takes longer than planning a thousand rows.
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** `0.42 s`, `1 min 12 s`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 9.995) return `${seconds.toFixed(2)} s`;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
