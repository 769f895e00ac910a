// Vite turns them into the page's style sheet.
declare module '*.css';
